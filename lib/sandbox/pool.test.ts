import { beforeEach, describe, expect, it } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import { EngineError } from "../docker";
import { reconcileSandboxes, startSandbox } from ".";
import { tendQueue } from "./admit-queued";
import { toEngineId } from "./context";
import { claimWarm, tendPool, toPoolTarget } from "./pool";
import { createStudent, createTestContext, restarted, type TestContext } from "./sandbox-fixture";

const LESSON = "docker/images";
const POOL = { poolFloor: 2, poolCeiling: 5 };

setUpTestDatabase();
beforeEach(async () => {
  await getDb().sandbox.deleteMany();
  await getDb().reservation.deleteMany();
});

const countWarm = () => getDb().sandbox.count({ where: { state: "warm" } });

async function fillPool(context: TestContext, count = POOL.poolFloor) {
  await expect
    .poll(async () => {
      await tendPool(context);
      return countWarm();
    })
    .toBe(count);
  await expect.poll(() => context.starts.size).toBe(0);
}

async function leaveWarm(change: { origin?: string; createdAt?: Date } = {}) {
  const data = { state: "warm", origin: "test", expiresAt: new Date("9999-01-01"), readyAt: new Date(0), ...change };
  return (await getDb().sandbox.create({ data })).id;
}

const claim = async (db: Pick<ReturnType<typeof getDb>, "$queryRawUnsafe"> = getDb()) =>
  claimWarm(
    db,
    { userId: (await createStudent()).userId, lesson: LESSON },
    { origin: "test", expiresAt: new Date(Date.now() + 60_000) },
  );

describe("the size of the pool", () => {
  it.each([
    [0, [], 2],
    [4, [], 4],
    [90, [], 5],
    [0, [{ id: "a", seats: 30, taken: 27 }], 3],
    [0, [{ id: "a", seats: 30, taken: 0 }], 5],
  ])("after %i starts, with classes %j, is %i", (startsLately, reservations, target) => {
    expect(toPoolTarget({ startsLately, reservations }, POOL)).toBe(target);
  });

  it("is reached, and refilled after a claim", async () => {
    const context = createTestContext(POOL);
    await fillPool(context);
    expect(context.engine.containers.size).toBe(2);
    await startSandbox(context, { userId: (await createStudent()).userId, lesson: LESSON });
    await fillPool(context);
    expect(context.engine.containers.size).toBe(3);
  });

  it("shrinks when nobody comes any more, but not at once", async () => {
    const context = createTestContext(POOL);
    for (const ageMs of [120_000, 90_000, 5_000, 4_000])
      context.engine.add(toEngineId(await leaveWarm({ createdAt: new Date(Date.now() - ageMs) })));
    await tendPool(context);
    expect(await countWarm()).toBe(2);
    expect(context.engine.containers.size).toBe(2);
    await leaveWarm({ createdAt: new Date(Date.now() - 1_000) });
    await tendPool(context);
    expect(await countWarm()).toBe(3);
  });

  it("grows only where there is room, and goes to who waits", async () => {
    const context = createTestContext({ ...POOL, limit: 1 });
    await tendPool(context);
    await expect.poll(countWarm).toBe(1);
    await tendPool(context);
    expect(await getDb().sandbox.count()).toBe(1);
    const { userId } = await createStudent();
    await getDb().sandbox.create({
      data: { userId, lesson: LESSON, state: "queued", expiresAt: new Date(Date.now() + 60_000) },
    });
    await tendPool(context);
    await tendQueue(context);
    await expect.poll(() => getDb().sandbox.count({ where: { userId, state: "ready" } })).toBe(1);
    await tendPool(context);
    expect(await countWarm()).toBe(0);
    expect(context.engine.containers.size).toBe(1);
  });

  it("is kept for a class while others wait, and filled for it", async () => {
    const context = createTestContext({ ...POOL, limit: 4 });
    const now = Date.now();
    await getDb().reservation.create({
      data: { code: "class2", name: "반", seats: 4, startsAt: new Date(now + 60_000), endsAt: new Date(now + 120_000) },
    });
    await leaveWarm();
    const { userId } = await createStudent();
    expect((await startSandbox(context, { userId, lesson: LESSON })).state).toBe("queued");
    await fillPool(context, 4);
    expect(await getDb().sandbox.count({ where: { state: "queued" } })).toBe(1);
  });

  it("throws out what is made from something old", async () => {
    const context = createTestContext({ ...POOL, poolFloor: 0 });
    await leaveWarm({ origin: "older image" });
    await leaveWarm({ createdAt: new Date(Date.now() - 7 * 60 * 60_000) });
    await tendPool(context);
    expect(await countWarm()).toBe(0);
    expect(context.engine.removed).toHaveLength(2);
  });

  it("leaves no trace of one that fails", async () => {
    const context = createTestContext(POOL);
    context.engine.hold = Promise.reject(new EngineError("NO_SPACE", "full"));
    context.engine.hold.catch(() => undefined);
    await tendPool(context);
    await expect.poll(() => context.starts.size).toBe(0);
    expect(await getDb().sandbox.count()).toBe(0);
  });
});

describe("a claim", () => {
  it("makes the sandbox the student's, with the lesson's files, in one step", async () => {
    const context = createTestContext(POOL);
    await fillPool(context);
    const withFiles = { ...context, lessonFiles: async () => ({ folder: import.meta.dirname, absentImages: [] }) };
    const { userId } = await createStudent();
    const view = await startSandbox(withFiles, { userId, lesson: LESSON });
    expect(view).toMatchObject({ state: "ready", lesson: LESSON, stage: null });
    expect(context.engine.filled).toEqual([toEngineId(view.id)]);
    expect(Date.parse(view.expiresAt) - Date.now()).toBeLessThanOrEqual(context.limits.lifetimeMs);
    expect(await getDb().sandbox.findUnique({ where: { id: view.id } })).toMatchObject({ userId, isFromPool: true });
  });

  it("is never won twice, also by many at the same moment", async () => {
    for (let index = 0; index < 5; index += 1) await leaveWarm();
    const won = await Promise.all(Array.from({ length: 12 }, () => claim()));
    const ids = won.flatMap((id) => id ?? []);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  it("never gets an outdated one", async () => {
    await leaveWarm({ origin: "older image" });
    expect(await claim()).toBeUndefined();
  });

  it("of one that turns out broken is made good with a new one", async () => {
    const context = createTestContext(POOL);
    const id = await leaveWarm();
    let calls = 0;
    const broken = {
      ...context,
      lessonFiles: async () => {
        calls += 1;
        if (calls === 1) throw new EngineError("BAD_ANSWER", "gone");
        return { folder: null, absentImages: [] };
      },
    };
    const view = await startSandbox(broken, { userId: (await createStudent()).userId, lesson: LESSON });
    expect(view).toMatchObject({ id, state: "ready" });
    expect(context.engine.removed).toEqual([toEngineId(id)]);
    expect([...context.engine.containers.keys()]).toEqual([toEngineId(id)]);
  });

  it("leaves to a class the places it keeps", async () => {
    const context = createTestContext({ ...POOL, limit: 1 });
    await leaveWarm();
    const now = Date.now();
    const { id: reservationId } = await getDb().reservation.create({
      data: { code: "class1", name: "반", seats: 1, startsAt: new Date(now), endsAt: new Date(now + 60_000) },
    });
    const stranger = await startSandbox(context, { userId: (await createStudent()).userId, lesson: LESSON });
    expect(stranger.state).toBe("queued");
    await getDb().sandbox.deleteMany({ where: { state: "queued" } });
    const member = await createStudent();
    await getDb().user.update({ where: { id: member.userId }, data: { reservationId } });
    expect((await startSandbox(context, { userId: member.userId, lesson: LESSON })).state).toBe("ready");
  });
});

describe("after a stop of the process", () => {
  it("the pool lives on, less what has no container or was half made", async () => {
    const context = createTestContext(POOL);
    const [alive, gone] = [await leaveWarm(), await leaveWarm()];
    context.engine.add(toEngineId(alive));
    const half = (
      await getDb().sandbox.create({ data: { state: "warming", origin: "test", expiresAt: new Date("9999-01-01") } })
    ).id;
    context.engine.leftovers.add(toEngineId(half));
    await reconcileSandboxes(restarted(context));
    expect(await getDb().sandbox.findMany({ select: { id: true } })).toEqual([{ id: alive }]);
    expect(context.engine.removed).toContain(toEngineId(half));
    expect(context.engine.removed).toContain(toEngineId(gone));
  });
});
