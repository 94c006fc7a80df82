import { getDb } from "../db";
import { NaruError } from "../shared/errors";

/** Makes a student one of a class: its seats are theirs while it lasts. @throws NaruError RESERVATION_NOT_FOUND. */
export async function joinReservation(userId: string, code: string, now = Date.now()): Promise<void> {
  const db = getDb();
  const found = await db.reservation.findFirst({
    where: { code, endsAt: { gt: new Date(now) } },
    select: { id: true },
  });
  if (!found) throw new NaruError("RESERVATION_NOT_FOUND");
  await db.user.update({ where: { id: userId }, data: { reservationId: found.id } });
}
