import { beforeEach, describe, expect, it } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import { expireSandboxes, followSandboxEvents, reconcileSandboxes } from ".";
import { toEngineId } from "./context";
import { createStudent, createTestContext, FakeLab, restarted } from "./sandbox-fixture";

const HOUR_MS = 60 * 60_000;
const PROOF = "p0123456789abcdef";

setUpTestDatabase();
beforeEach(async () => {
  await getDb().sandbox.deleteMany();
});

interface Row {
  state?: string;
  endReason?: string;
  expiresInMs?: number;
  idleForMs?: number;
  endedAt?: Date;
}

/** A row as an earlier process left it. */
async function leaveRow({ state = "ready", endReason, expiresInMs = HOUR_MS, idleForMs = 0, endedAt }: Row = {}) {
  const { userId } = await createStudent();
  const { id } = await getDb().sandbox.create({
    data: {
      userId,
      lesson: "docker/images",
      state,
      endReason,
      endedAt,
      readyAt: new Date(Date.now() - HOUR_MS),
      lastActiveAt: new Date(Date.now() - idleForMs),
      expiresAt: new Date(Date.now() + expiresInMs),
    },
  });
  return id;
}

const endOf = async (id: string) => {
  const { state, endReason } = await getDb().sandbox.findUniqueOrThrow({ where: { id } });
  return [state, endReason];
};

describe("expiry", () => {
  const limits = { idleTimeoutMs: 10 * 60_000 };

  it("ends what is unused or over its time, with the right reason, and nothing else", async () => {
    const context = createTestContext(limits);
    const [inUse, unused, over, both, starting] = await Promise.all([
      leaveRow({ idleForMs: 9 * 60_000 }),
      leaveRow({ idleForMs: 11 * 60_000 }),
      leaveRow({ expiresInMs: -1 }),
      leaveRow({ idleForMs: 11 * 60_000, expiresInMs: -1 }),
      leaveRow({ state: "starting", idleForMs: 11 * 60_000 }),
    ]);
    await expireSandboxes(context);
    expect(await endOf(inUse)).toEqual(["ready", null]);
    expect(await endOf(unused)).toEqual(["ended", "idle"]);
    expect(await endOf(over)).toEqual(["ended", "expired"]);
    expect(await endOf(both)).toEqual(["ended", "idle"]);
    expect(await endOf(starting)).toEqual(["starting", null]);
    expect(new Set(context.engine.removed)).toEqual(new Set([unused, over, both].map(toEngineId)));
  });
});

describe("bringing rows and containers together", () => {
  it("removes seeds no sandbox uses, and never the current one", async () => {
    const context = createTestContext();
    const current = await context.seed();
    if (current === undefined) throw new Error("the fixture has a seed");
    context.engine.oldSeeds.add("00000000000000bb").add(current);
    await reconcileSandboxes(context);
    expect([...context.engine.oldSeeds]).toEqual([current]);
    await reconcileSandboxes({ ...context, seed: async () => undefined });
    expect([...context.engine.oldSeeds]).toEqual([current]);
  });

  it("ends a ready sandbox whose container is gone or stands still as lost", async () => {
    const context = createTestContext();
    const [gone, exited, running] = await Promise.all([leaveRow(), leaveRow(), leaveRow()]);
    context.engine.add(toEngineId(exited), { state: "exited" });
    context.engine.add(toEngineId(running));
    await reconcileSandboxes(context);
    expect(await endOf(gone)).toEqual(["ended", "lost"]);
    expect(await endOf(exited)).toEqual(["ended", "lost"]);
    expect(await endOf(running)).toEqual(["ready", null]);
    expect([...context.engine.containers.keys()]).toEqual([toEngineId(running)]);
  });

  it("leaves alone what became ready while it looked", async () => {
    const context = createTestContext();
    const id = await leaveRow();
    await getDb().sandbox.update({ where: { id }, data: { readyAt: new Date(Date.now() + HOUR_MS) } });
    await reconcileSandboxes(context);
    expect(await endOf(id)).toEqual(["ready", null]);
  });

  it("removes what no live row knows, a disk without a container too", async () => {
    const context = createTestContext();
    const [ended, live] = await Promise.all([leaveRow({ state: "ended" }), leaveRow()]);
    const unknown = toEngineId("00000000-0000-4000-8000-000000000000");
    const disk = toEngineId("00000000-0000-4000-8000-000000000001");
    for (const id of [toEngineId(ended), unknown, toEngineId(live), "oddname01"]) context.engine.add(id);
    context.engine.leftovers.add(disk);
    await reconcileSandboxes(context);
    expect([...context.engine.containers.keys()]).toEqual([toEngineId(live)]);
    expect(context.engine.removed).toContain(disk);
  });

  it("brings the others in order beside one that cannot be removed, and tells of it", async () => {
    const context = createTestContext();
    const stopping = await Promise.all([1, 2, 3].map(() => leaveRow({ state: "stopping", endReason: "stopped" })));
    const [first, ...others] = stopping as [string, ...string[]];
    const unknown = toEngineId("00000000-0000-4000-8000-000000000003");
    context.engine.add(unknown);
    context.engine.stuck.add(toEngineId(first));
    await expect(reconcileSandboxes(context)).rejects.toThrow("not all sandboxes");
    expect(await endOf(first)).toEqual(["stopping", "stopped"]);
    for (const id of others) expect(await endOf(id)).toEqual(["ended", "stopped"]);
    expect(context.engine.containers.has(unknown)).toBe(false);
    context.engine.stuck.clear();
    await reconcileSandboxes(context);
    expect(await endOf(first)).toEqual(["ended", "stopped"]);
  });

  it("never touches another instance's, nor the disk of a proof", async () => {
    const context = createTestContext();
    const theirs = toEngineId("00000000-0000-4000-8000-000000000002");
    context.engine.add(theirs, { instance: "other" });
    context.engine.add(PROOF, { instance: "test-proof" });
    context.engine.leftovers.add(PROOF);
    await reconcileSandboxes(restarted(context));
    expect([...context.engine.containers.keys()]).toEqual([theirs, PROOF]);
    expect(context.engine.removed).toEqual([]);
  });

  it("finishes an end that was interrupted, keeping its reason", async () => {
    const context = createTestContext();
    const id = await leaveRow({ state: "stopping", endReason: "idle" });
    context.engine.add(toEngineId(id));
    await reconcileSandboxes(context);
    expect(await endOf(id)).toEqual(["ended", "idle"]);
    expect(context.engine.containers.size).toBe(0);
  });

  it("begins an interrupted start anew when the process starts, and only then", async () => {
    const engine = new FakeLab();
    const context = createTestContext({}, engine);
    const id = await leaveRow({ state: "starting" });
    engine.leftovers.add(toEngineId(id));
    await reconcileSandboxes(context);
    expect(await endOf(id)).toEqual(["starting", null]);
    expect(engine.removed).toEqual([]);
    await reconcileSandboxes(restarted(context));
    await context.until(id, "ready");
    expect(engine.removed).toEqual([toEngineId(id)]);
    expect([...engine.containers.keys()]).toEqual([toEngineId(id)]);
  });

  it("begins one anew also in the same process that nobody here knows of", async () => {
    const context = createTestContext();
    const id = await leaveRow({ state: "starting" });
    const half = await leaveRow({ state: "warming" });
    await getDb().sandbox.updateMany({
      where: { id: { in: [id, half] } },
      data: { createdAt: new Date(Date.now() - 11_000), admittedAt: null },
    });
    await reconcileSandboxes({ ...context, startedAt: 0 });
    await context.until(id, "ready");
    expect(await getDb().sandbox.findUnique({ where: { id: half } })).toBeNull();
  });

  it("keeps the reason of an end for 30 days", async () => {
    const context = createTestContext();
    const day = 24 * HOUR_MS;
    const old = await leaveRow({ state: "ended", endedAt: new Date(Date.now() - 31 * day) });
    const recent = await leaveRow({ state: "failed", endedAt: new Date(Date.now() - 29 * day) });
    await reconcileSandboxes(context);
    expect(await getDb().sandbox.findMany({ select: { id: true } })).toEqual([{ id: recent }]);
    expect(old).not.toBe(recent);
  });
});

describe("a container that dies behind our back", () => {
  it("says nothing of the one that took its place", async () => {
    const context = createTestContext();
    const [again, other] = await Promise.all([leaveRow(), leaveRow()]);
    const stop = new AbortController();
    const following = followSandboxEvents(context, stop.signal);
    context.engine.tell("destroy", toEngineId(again));
    // by now it has a new container, whose id is another
    context.engine.add(toEngineId(again), { containerId: "the-second" });
    context.engine.tell("die", toEngineId(other));
    await context.until(other, "ended");
    stop.abort();
    await following;
    expect(await endOf(again)).toEqual(["ready", null]);
  });

  it("ends its sandbox at once, as lost or as out of memory", async () => {
    const context = createTestContext();
    const [lost, exhausted, untouched] = await Promise.all([leaveRow(), leaveRow(), leaveRow()]);
    context.engine.outOfMemory.add(toEngineId(exhausted));
    const stop = new AbortController();
    const following = followSandboxEvents(context, stop.signal);
    context.engine.tell("oom", toEngineId(untouched));
    context.engine.tell("die", toEngineId(lost));
    await context.until(lost, "ended");
    context.engine.tell("die", toEngineId(exhausted));
    await context.until(exhausted, "ended");
    stop.abort();
    await following;
    expect(await endOf(lost)).toEqual(["ended", "lost"]);
    expect(await endOf(exhausted)).toEqual(["ended", "out-of-memory"]);
    expect(await endOf(untouched)).toEqual(["ready", null]);
  });
});
