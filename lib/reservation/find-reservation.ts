import { getDb } from "../db";

export interface ReservationView {
  code: string;
  name: string;
  seats: number;
  startsAt: Date;
  endsAt: Date;
}

/** The class of a link, or undefined when there is none or it is over. */
export async function findReservation(code: string, now = Date.now()): Promise<ReservationView | undefined> {
  const row = await getDb().reservation.findFirst({ where: { code, endsAt: { gt: new Date(now) } } });
  return row ? toReservationView(row) : undefined;
}

/** Those that are not over, the next first. */
export async function listReservations(now = Date.now()): Promise<ReservationView[]> {
  const rows = await getDb().reservation.findMany({
    where: { endsAt: { gt: new Date(now) } },
    orderBy: { startsAt: "asc" },
  });
  return rows.map(toReservationView);
}

/** Gives its seats back; who has started stays. False when there is none. */
export async function removeReservation(code: string): Promise<boolean> {
  return (await getDb().reservation.deleteMany({ where: { code } })).count > 0;
}

export function toReservationView({ code, name, seats, startsAt, endsAt }: ReservationView): ReservationView {
  return { code, name, seats, startsAt, endsAt };
}
