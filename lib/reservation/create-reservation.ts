import { randomInt } from "node:crypto";
import { getDb } from "../db";
import { NaruError } from "../shared/errors";
import { type ReservationView, toReservationView } from "./find-reservation";

export interface NewReservation {
  name: string;
  seats: number;
  startsAt: Date;
  endsAt: Date;
}

/** Without letters and digits that look alike: it is read out in class. 31 signs, 8 places: not to be guessed. */
const CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz";
const CODE_LENGTH = 8;

/**
 * Keeps seats for a class. `places` is how many sandboxes the machine carries at all.
 * @throws NaruError RESERVATION_TOO_LARGE when it and those at the same time exceed them; INVALID_REQUEST for a time that is over.
 */
export async function createReservation(wanted: NewReservation, places: number): Promise<ReservationView> {
  const { name, seats, startsAt, endsAt } = wanted;
  if (!(startsAt < endsAt) || endsAt.getTime() <= Date.now() || !Number.isInteger(seats) || seats < 1)
    throw new NaruError("INVALID_REQUEST");
  const db = getDb();
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('naru.reservation.create'))`;
    const beside = await tx.reservation.findMany({ where: { startsAt: { lt: endsAt }, endsAt: { gt: startsAt } } });
    // the most that is kept at any one moment of the new one; it changes only where one begins
    const moments = [startsAt, ...beside.map((one) => one.startsAt).filter((at) => at > startsAt)];
    const kept = Math.max(
      ...moments.map((at) =>
        beside.filter((one) => one.startsAt <= at && one.endsAt > at).reduce((sum, one) => sum + one.seats, 0),
      ),
    );
    if (kept + seats > places) throw new NaruError("RESERVATION_TOO_LARGE", { places: Math.max(0, places - kept) });
    const code = Array.from({ length: CODE_LENGTH }, () => CODE_SIGNS[randomInt(CODE_SIGNS.length)]).join("");
    return toReservationView(await tx.reservation.create({ data: { code, name, seats, startsAt, endsAt } }));
  });
}
