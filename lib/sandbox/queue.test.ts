import { beforeEach, describe, expect, it } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import { findCurrentSandbox, startSandbox, stopSandbox } from ".";
import { tendQueue, touchQueued } from "./admit-queued";
import { provisionSandbox } from "./provision-sandbox";
import { createStudent, createTestContext, type TestContext } from "./sandbox-fixture";

const LESSON = "docker/images";
const MINUTE_MS = 60_000;

setUpTestDatabase();
beforeEach(async () => {
  await getDb().sandbox.deleteMany();
  await getDb().reservation.deleteMany();
});

const start = (context: TestContext, { userId }: { userId: string }) =>
  startSandbox(context, { userId, lesson: LESSON });

async function startInTurn(context: TestContext, count: number) {
  const students: { userId: string; id: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const student = await createStudent();
    students.push({ userId: student.userId, id: (await start(context, student)).id });
  }
  return students;
}

const statesOf = async (students: readonly { id: string }[]) => {
  const rows = await getDb().sandbox.findMany();
  return students.map(({ id }) => rows.find((row) => row.id === id)?.state);
};

async function createReservation(change: { seats?: number; startsInMs?: number; lastsMs?: number } = {}) {
  const { seats = 2, startsInMs = 0, lastsMs = 60 * MINUTE_MS } = change;
  const startsAt = new Date(Date.now() + startsInMs);
  return getDb().reservation.create({
    data: {
      code: `c${Math.random().toString(36).slice(2, 10)}`,
      name: "반",
      seats,
      startsAt,
      endsAt: new Date(startsAt.getTime() + lastsMs),
    },
  });
}

async function createMember(reservationId: string) {
  const student = await createStudent();
  await getDb().user.update({ where: { id: student.userId }, data: { reservationId } });
  return student;
}

describe("a full site", () => {
  it("gives those who come a place in the queue, in order, and never more sandboxes than fit", async () => {
    const context = createTestContext({ limit: 2 });
    const students = await Promise.all(Array.from({ length: 5 }, createStudent));
    const views = await Promise.all(students.map((student) => start(context, student)));
    expect(views.filter(({ state }) => state === "queued")).toHaveLength(3);
    context.recent = {};
    const places = await Promise.all(students.map(({ userId }) => findCurrentSandbox(context, userId)));
    expect(places.flatMap((place) => place?.queue?.position ?? []).sort()).toEqual([1, 2, 3]);
    expect(await getDb().sandbox.count({ where: { state: { in: ["starting", "ready"] } } })).toBe(2);
  });

  it("answers a whole class that comes at once, though there are fewer connections than students", async () => {
    const context = createTestContext({ limit: 2 });
    const students = await Promise.all(Array.from({ length: 60 }, createStudent));
    const views = await Promise.all(students.map((student) => start(context, student)));
    expect(views.filter(({ state }) => state === "queued")).toHaveLength(58);
  }, 180_000);

  it("lets the next one go when somebody ends, and tells all who wait", async () => {
    const context = createTestContext({ limit: 1 });
    const [first, second, third] = await startInTurn(context, 3);
    if (!first || !second || !third) throw new Error("three students");
    await context.until(first.id, "ready");
    expect(await statesOf([second, third])).toEqual(["queued", "queued"]);
    await stopSandbox(context, { userId: first.userId, sandboxId: first.id });
    context.published.length = 0;
    context.recent = {};
    await tendQueue(context);
    await context.until(second.id, "ready");
    expect(context.published).toContain(third.id);
    context.recent = {};
    expect(await findCurrentSandbox(context, third.userId)).toMatchObject({ state: "queued", queue: { position: 1 } });
  });

  it("keeps a place through many presses and gives it up when asked, without touching the engine", async () => {
    const context = createTestContext({ limit: 1 });
    const [, second] = await startInTurn(context, 2);
    if (!second) throw new Error("two students");
    expect((await start(context, second)).id).toBe(second.id);
    expect(await stopSandbox(context, { userId: second.userId, sandboxId: second.id })).toBeUndefined();
    expect(await findCurrentSandbox(context, second.userId)).toMatchObject({
      state: "ended",
      endReason: "stopped",
      queue: null,
    });
    expect(context.engine.removed).toEqual([]);
  });

  it("passes over who left, and keeps who stays", async () => {
    const context = createTestContext({ limit: 1 });
    const [, stays, leaves] = await startInTurn(context, 3);
    if (!stays || !leaves) throw new Error("three students");
    const later = Date.now() + 3 * MINUTE_MS;
    await touchQueued(context, stays.id, later);
    await tendQueue(context, later);
    expect(await statesOf([stays, leaves])).toEqual(["queued", "ended"]);
    expect(await findCurrentSandbox(context, leaves.userId)).toMatchObject({ endReason: "left" });
  });

  it("does not take those for gone who could not come back yet after a restart", async () => {
    const context = createTestContext({ limit: 1 });
    const [, waits] = await startInTurn(context, 2);
    if (!waits) throw new Error("two students");
    const later = Date.now() + 10 * MINUTE_MS;
    await tendQueue({ ...context, startedAt: later - MINUTE_MS }, later);
    expect(await statesOf([waits])).toEqual(["queued"]);
  });

  it("does not take the wait off the time to work", async () => {
    const context = createTestContext({ limit: 1, lifetimeMs: 60 * MINUTE_MS });
    const [first, second] = await startInTurn(context, 2);
    if (!first || !second) throw new Error("two students");
    await context.until(first.id, "ready");
    const expiresAt = new Date(Date.now() + MINUTE_MS);
    await getDb().sandbox.update({ where: { id: second.id }, data: { expiresAt } });
    await stopSandbox(context, { userId: first.userId, sandboxId: first.id });
    await tendQueue(context);
    const row = await context.until(second.id, "ready");
    expect(row.expiresAt.getTime()).toBeGreaterThan(Date.now() + 50 * MINUTE_MS);
  });

  it("bounds how often one student may start", async () => {
    const context = createTestContext();
    const student = await createStudent();
    const starts = Array.from({ length: 30 }, () => ({ userId: student.userId, lesson: LESSON, state: "ended" }));
    await getDb().sandbox.createMany({ data: starts.map((row) => ({ ...row, expiresAt: new Date() })) });
    await expect(start(context, student)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  });

  it("refuses only when the queue itself is full", async () => {
    const context = createTestContext({ limit: 1, queueLimit: 1 });
    await startInTurn(context, 2);
    await expect(start(context, await createStudent())).rejects.toMatchObject({
      code: "CAPACITY_FULL",
      params: { limit: 1 },
    });
  });

  it("tells how long it takes, from when those at work must end", async () => {
    const context = createTestContext({ limit: 1, idleTimeoutMs: 10 * MINUTE_MS });
    const [first, second] = await startInTurn(context, 2);
    if (!first || !second) throw new Error("two students");
    await context.until(first.id, "ready");
    context.recent = {};
    const view = await findCurrentSandbox(context, second.userId);
    expect(view?.queue?.estimatedSeconds).toBeGreaterThan(9 * 60);
    expect(view?.queue?.estimatedSeconds).toBeLessThanOrEqual(10 * 60);
  });
});

describe("a warm one while others wait", () => {
  const leaveWarm = async (context: TestContext) => {
    const data = { state: "warm", origin: "test", expiresAt: new Date("9999-01-01"), readyAt: new Date() };
    const { id } = await getDb().sandbox.create({ data });
    context.engine.add(id.replaceAll("-", ""));
    return id;
  };
  const ownerOf = async (id: string) => (await getDb().sandbox.findUniqueOrThrow({ where: { id } })).userId;

  it("goes to who waits first, with a time to work of its own, and never to who comes later", async () => {
    const context = createTestContext({ limit: 1, lifetimeMs: 60 * MINUTE_MS });
    const [busy, first, second] = await startInTurn(context, 3);
    if (!busy || !first || !second) throw new Error("three students");
    const warm = await leaveWarm(context);
    const late = await createStudent();
    expect(await start(context, late)).toMatchObject({ state: "queued" });
    const row = await context.until(warm, "ready");
    expect(row).toMatchObject({ userId: first.userId, isFromPool: true });
    expect(row.expiresAt.getTime()).toBeGreaterThan(Date.now() + 50 * MINUTE_MS);
    // their place in the queue is gone with it, and they are told
    expect(await getDb().sandbox.count({ where: { userId: first.userId } })).toBe(1);
    expect(context.published).toContain(warm);
    expect(await statesOf([second])).toEqual(["queued"]);
  });

  it("answers the one who joins and gets it at once with the sandbox that is theirs", async () => {
    const context = createTestContext({ limit: 1 });
    const [, first] = await startInTurn(context, 2);
    if (!first) throw new Error("two students");
    const warm = [await leaveWarm(context), await leaveWarm(context)];
    const view = await start(context, await createStudent());
    expect(warm).toContain(view.id);
    expect(await getDb().sandbox.count({ where: { state: "queued" } })).toBe(0);
  });

  it("stays with the class it is kept for, whoever waits", async () => {
    const context = createTestContext({ limit: 1 });
    const { id: reservationId } = await createReservation({ seats: 1 });
    const [stranger] = await startInTurn(context, 1);
    if (!stranger) throw new Error("a student");
    const warm = await leaveWarm(context);
    await tendQueue(context);
    expect(await ownerOf(warm)).toBeNull();
    const member = await createMember(reservationId);
    await start(context, member);
    expect(await ownerOf(warm)).toBe(member.userId);
    expect(await statesOf([stranger])).toEqual(["queued"]);
  });

  it("stays in the pool when the only one who waits gives up", async () => {
    const context = createTestContext({ limit: 1 });
    const [, waits] = await startInTurn(context, 2);
    if (!waits) throw new Error("two students");
    const warm = await leaveWarm(context);
    await stopSandbox(context, { userId: waits.userId, sandboxId: waits.id });
    await tendQueue(context);
    expect(await ownerOf(warm)).toBeNull();
  });
});

describe("a start that is stopped", () => {
  it("before its work began makes nothing", async () => {
    const context = createTestContext();
    const student = await createStudent();
    const data = { userId: student.userId, lesson: LESSON, state: "ended", expiresAt: new Date() };
    const { id } = await getDb().sandbox.create({ data });
    await provisionSandbox(context, id);
    expect(context.engine.containers.size).toBe(0);
    expect(await getDb().sandbox.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "ended" });
  });

  it("while its container is being made leaves none behind, without a reconciler", async () => {
    const context = createTestContext();
    let open = () => {};
    context.engine.hold = new Promise((resolve) => {
      open = resolve;
    });
    const student = await createStudent();
    const view = await start(context, student);
    // as when the row's end is written by a process that cannot interrupt the start
    context.engine.removed.length = 0;
    await getDb().sandbox.update({ where: { id: view.id }, data: { state: "ended", endReason: "stopped" } });
    open();
    await expect.poll(() => context.starts.size).toBe(0);
    expect(context.engine.removed).toEqual([view.id.replaceAll("-", "")]);
    expect(context.engine.containers.size).toBe(0);
  });
});

describe("memory and disk", () => {
  it("close the door before they are used up, and open it again", async () => {
    const context = createTestContext({ memoryFloorBytes: 1e9, expectedMemoryBytes: 1e8 });
    for (const scarce of [{ memoryAvailableBytes: 1.05e9 }, { diskFreeBytes: 1e9 }]) {
      await getDb().sandbox.deleteMany();
      const { room } = context.engine;
      context.engine.room = { ...room, ...scarce };
      context.recent = {};
      const [one] = await startInTurn(context, 1);
      if (!one) throw new Error("a student");
      expect(await statesOf([one])).toEqual(["queued"]);
      context.engine.room = room;
      context.recent = {};
      await tendQueue(context);
      await context.until(one.id, "ready");
    }
  });

  it("count those being made, whose memory is not in the figures yet", async () => {
    const context = createTestContext({ memoryFloorBytes: 1e9, expectedMemoryBytes: 1e8, parallelStarts: 10 });
    context.engine.hold = new Promise(() => {});
    context.engine.room = { ...context.engine.room, memoryAvailableBytes: 1.25e9 };
    const students = await startInTurn(context, 4);
    expect(await statesOf(students)).toEqual(["starting", "starting", "queued", "queued"]);
    for (const { userId, id } of students) await stopSandbox(context, { userId, sandboxId: id });
    await expect.poll(() => context.starts.size).toBe(0);
  });
});

describe("many starts at once", () => {
  it("are made a few at a time, in order, until all have one", async () => {
    const context = createTestContext({ parallelStarts: 2 });
    let open = () => {};
    context.engine.hold = new Promise((resolve) => {
      open = resolve;
    });
    const students = await startInTurn(context, 6);
    expect(await statesOf(students)).toEqual(["starting", "starting", "queued", "queued", "queued", "queued"]);
    open();
    for (const { id } of students) await context.until(id, "ready");
    expect(context.engine.containers.size).toBe(students.length);
    // those let go together are made side by side, in no promised order
    const rows = await getDb().sandbox.findMany({ where: { id: { in: students.map(({ id }) => id) } } });
    const admittedAt = students.map(({ id }) => rows.find((row) => row.id === id)?.admittedAt?.getTime() ?? 0);
    expect(admittedAt).toEqual([...admittedAt].sort((a, b) => a - b));
    expect(new Set(admittedAt).size).toBeGreaterThanOrEqual(students.length / 2);
  });
});

describe("a class's reservation", () => {
  it("keeps its seats from others, before it begins too, and gives them to its students", async () => {
    const context = createTestContext({ limit: 3 });
    const { id: reservationId } = await createReservation({ seats: 2, startsInMs: 5 * MINUTE_MS });
    const [one, two] = await startInTurn(context, 2);
    if (!one || !two) throw new Error("two students");
    await context.until(one.id, "ready");
    expect(await statesOf([two])).toEqual(["queued"]);
    for (const member of [await createMember(reservationId), await createMember(reservationId)]) {
      const view = await start(context, member);
      await context.until(view.id, "ready");
    }
    // the class is full now: one more of it waits like anybody else, behind who came before
    const late = await start(context, await createMember(reservationId));
    expect(late.state).toBe("queued");
    expect(late.queue?.position).toBe(2);
  });

  it("lets its students go before those who came earlier", async () => {
    const context = createTestContext({ limit: 1 });
    const [first, second] = await startInTurn(context, 2);
    if (!first || !second) throw new Error("two students");
    await context.until(first.id, "ready");
    const { id: reservationId } = await createReservation({ seats: 1 });
    const view = await start(context, await createMember(reservationId));
    expect(view).toMatchObject({ state: "queued", queue: { position: 1 } });
    await stopSandbox(context, { userId: first.userId, sandboxId: first.id });
    context.recent = {};
    await tendQueue(context);
    await context.until(view.id, "ready");
    expect(await statesOf([second])).toEqual(["queued"]);
  });

  it("keeps nothing long before it or after it", async () => {
    const context = createTestContext({ limit: 2 });
    await createReservation({ seats: 2, startsInMs: 30 * MINUTE_MS });
    await createReservation({ seats: 2, startsInMs: -60 * MINUTE_MS, lastsMs: 59 * MINUTE_MS });
    for (const { id } of await startInTurn(context, 2)) await context.until(id, "ready");
  });
});
