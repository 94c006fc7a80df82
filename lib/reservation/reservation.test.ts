import { beforeEach, expect, it } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import { createReservation, findReservation, joinReservation, listReservations, removeReservation } from ".";

const HOUR_MS = 60 * 60_000;

setUpTestDatabase();
beforeEach(async () => {
  await getDb().reservation.deleteMany();
});

const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
const reserve = (seats: number, from: number, to: number, places = 40) =>
  createReservation({ name: "도커 첫 수업", seats, startsAt: at(from), endsAt: at(to) }, places);

it("has a code that is found until the class is over", async () => {
  const { code } = await reserve(30, 1, 2);
  expect(code).toMatch(/^[a-z2-9]{8}$/);
  expect(await findReservation(code)).toMatchObject({ name: "도커 첫 수업", seats: 30 });
  expect(await findReservation(code, at(3).getTime())).toBeUndefined();
  expect(await findReservation("nothing1")).toBeUndefined();
});

it("never promises more than the machine has at any moment, and says what is left", async () => {
  await reserve(20, 1, 3);
  await reserve(15, 3, 5);
  await expect(reserve(21, 2, 4)).rejects.toMatchObject({ code: "RESERVATION_TOO_LARGE", params: { places: 20 } });
  // 20 until 3, 15 after it: never both
  await expect(reserve(20, 2, 4)).resolves.toMatchObject({ seats: 20 });
  await expect(reserve(41, 10, 11)).rejects.toMatchObject({ params: { places: 40 } });
});

it("is not promised twice to two who ask at once", async () => {
  const asked = await Promise.allSettled([reserve(30, 1, 2), reserve(30, 1, 2)]);
  expect(asked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

it("is refused for a time that is over, upside down or without seats", async () => {
  for (const wrong of [
    () => reserve(5, -2, -1),
    () => reserve(5, 2, 1),
    () => reserve(0, 1, 2),
    () => reserve(1.5, 1, 2),
  ])
    await expect(wrong()).rejects.toMatchObject({ code: "INVALID_REQUEST" });
});

it("is joined by its code and lost with it", async () => {
  const { id } = await getDb().user.create({ data: { locale: "ko" } });
  const { code } = await reserve(5, 1, 2);
  await joinReservation(id, code);
  const userOf = () => getDb().user.findUniqueOrThrow({ where: { id }, include: { reservation: true } });
  expect((await userOf()).reservation?.code).toBe(code);
  await expect(joinReservation(id, "nothing1")).rejects.toMatchObject({ code: "RESERVATION_NOT_FOUND" });
  await expect(joinReservation(id, code, at(3).getTime())).rejects.toMatchObject({ code: "RESERVATION_NOT_FOUND" });
  expect((await listReservations()).map((one) => one.code)).toEqual([code]);
  expect(await removeReservation(code)).toBe(true);
  expect(await removeReservation(code)).toBe(false);
  expect((await userOf()).reservation).toBeNull();
});
