import { beforeEach, describe, expect, it } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import { EngineError } from "../docker";
import { START_STAGES } from "../shared/sandbox-view";
import {
  endTerminal,
  extendSandbox,
  findCurrentSandbox,
  findLessonSandbox,
  requireSandbox,
  resetSandbox,
  startSandbox,
  stopSandbox,
} from ".";
import { fromEngineId, toEngineId } from "./context";
import { createStudent, createTestContext, type TestContext } from "./sandbox-fixture";

const LESSON = "docker/images";
const OTHER_LESSON = "docker/volumes";

setUpTestDatabase();
beforeEach(async () => {
  await getDb().sandbox.deleteMany();
});

async function startReady(context: TestContext, lesson = LESSON) {
  const student = await createStudent();
  const { id } = await startSandbox(context, { ...student, lesson });
  await context.until(id, "ready");
  return { ...student, id };
}

const rowsOf = (userId: string) => getDb().sandbox.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });

describe("ids on the engine", () => {
  it("are the row's without dashes, and back; what is not ours is nothing", () => {
    const id = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
    expect(toEngineId(id)).toMatch(/^[a-z0-9]{8,40}$/);
    expect(fromEngineId(toEngineId(id))).toBe(id);
    for (const foreign of ["", id, "p0123456789abcdef", toEngineId(id).slice(1), `${toEngineId(id)}0`, "Z".repeat(32)])
      expect(fromEngineId(foreign)).toBeUndefined();
  });
});

describe("a start", () => {
  it("goes through its stages to ready, with the lesson's files, and holds one container", async () => {
    const context = createTestContext();
    const withFiles = { ...context, lessonFiles: async () => ({ folder: import.meta.dirname, absentImages: [] }) };
    const student = await createStudent();
    const view = await startSandbox(withFiles, { ...student, lesson: LESSON });
    expect(view).toMatchObject({
      state: "starting",
      stage: expect.stringMatching(`^(${START_STAGES.join("|")})$`),
      lesson: LESSON,
      endReason: null,
      errorCode: null,
    });
    const row = await context.until(view.id, "ready");
    expect(row.stage).toBeNull();
    expect(row.readyAt).not.toBeNull();
    expect([...context.engine.containers.keys()]).toEqual([toEngineId(view.id)]);
    expect(context.engine.filled).toEqual([toEngineId(view.id)]);
    expect(new Set(context.published)).toEqual(new Set([view.id]));
  });

  it("is one for a student, however often and from how many tabs it is asked for", async () => {
    const context = createTestContext();
    const student = await createStudent();
    const views = await Promise.all(
      Array.from({ length: 6 }, () => startSandbox(context, { ...student, lesson: LESSON })),
    );
    expect(new Set(views.map(({ id }) => id)).size).toBe(1);
    await context.until(views[0]?.id ?? "", "ready");
    await startSandbox(context, { ...student, lesson: LESSON });
    expect(await rowsOf(student.userId)).toHaveLength(1);
    expect(context.engine.containers.size).toBe(1);
  });

  it("of another lesson asks first, and then ends the old one as moved", async () => {
    const context = createTestContext();
    const student = await startReady(context);
    const wish = { userId: student.userId, lesson: OTHER_LESSON };
    await expect(startSandbox(context, wish)).rejects.toMatchObject({
      code: "SANDBOX_ELSEWHERE",
      params: { lesson: LESSON },
    });
    const moved = await startSandbox(context, { ...wish, replace: true });
    await context.until(moved.id, "ready");
    expect(await rowsOf(student.userId)).toMatchObject([
      { lesson: LESSON, state: "ended", endReason: "moved" },
      { lesson: OTHER_LESSON, state: "ready" },
    ]);
    expect([...context.engine.containers.keys()]).toEqual([toEngineId(moved.id)]);
    expect(await findLessonSandbox(context, { userId: student.userId, lesson: LESSON })).toMatchObject({
      id: student.id,
      endReason: "moved",
    });
    expect(await findCurrentSandbox(context, student.userId)).toMatchObject({ id: moved.id, state: "ready" });
  });

  it("that fails says why, and may be tried again", async () => {
    for (const [failure, errorCode] of [
      [new EngineError("NO_SPACE", "full"), "DISK_FULL"],
      [new EngineError("ENGINE_TIMEOUT", "slow"), "ENGINE_TIMEOUT"],
      [new Error("something else"), "SANDBOX_FAILED"],
    ] as const) {
      const context = createTestContext();
      const student = await createStudent();
      context.engine.failure = failure;
      const { id } = await startSandbox(context, { ...student, lesson: LESSON });
      await context.until(id, "failed");
      expect(await findCurrentSandbox(context, student.userId)).toMatchObject({ endReason: "failed", errorCode });
      context.engine.failure = undefined;
      const again = await startSandbox(context, { ...student, lesson: LESSON });
      expect(again.id).not.toBe(id);
      await context.until(again.id, "ready");
    }
  });

  it("can be stopped midway: nothing is left, and it never turns ready or failed", async () => {
    const context = createTestContext();
    context.engine.hold = new Promise(() => {});
    const student = await createStudent();
    const { id } = await startSandbox(context, { ...student, lesson: LESSON });
    await stopSandbox(context, { userId: student.userId, sandboxId: id });
    await context.until(id, "ended");
    await expect.poll(() => context.starts.size).toBe(0);
    expect(await rowsOf(student.userId)).toMatchObject([{ state: "ended", endReason: "stopped", errorCode: null }]);
    expect(context.engine.containers.size).toBe(0);
    expect(context.engine.filled).toEqual([]);
  });

  it("waits for the end of the one before", async () => {
    const context = createTestContext();
    const student = await startReady(context);
    await getDb().sandbox.update({ where: { id: student.id }, data: { state: "stopping" } });
    await expect(startSandbox(context, { userId: student.userId, lesson: LESSON })).rejects.toMatchObject({
      code: "SANDBOX_BUSY",
    });
  });
});

describe("more time", () => {
  it("is given as often as is promised", async () => {
    const context = createTestContext({ extensions: 2, extendMs: 60_000 });
    const { userId, id } = await startReady(context);
    const before = await requireSandbox(context, userId, id);
    const target = { userId, sandboxId: id };
    expect((await extendSandbox(context, target)).extensionsLeft).toBe(1);
    const view = await extendSandbox(context, target);
    expect(view.extensionsLeft).toBe(0);
    expect(Date.parse(view.expiresAt)).toBe(before.expiresAt.getTime() + 120_000);
    await expect(extendSandbox(context, target)).rejects.toMatchObject({ code: "EXTEND_LIMIT", params: { limit: 2 } });
    expect((await requireSandbox(context, userId, id)).expiresAt).toEqual(new Date(view.expiresAt));
  });

  it("is given once for presses at the same moment", async () => {
    const context = createTestContext({ extensions: 5, extendMs: 60_000 });
    const { userId, id } = await startReady(context);
    const { expiresAt } = await requireSandbox(context, userId, id);
    // both have read the row before either writes, as two quick clicks do
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => (open = resolve));
    const db = context.db.$extends({
      query: {
        sandbox: {
          async updateMany({ args, query }) {
            arrived += 1;
            if (arrived === 2) open();
            await both;
            return query(args);
          },
        },
      },
    }) as unknown as TestContext["db"];
    await Promise.all([1, 2].map(() => extendSandbox({ ...context, db }, { userId, sandboxId: id })));
    const row = await requireSandbox(context, userId, id);
    expect(row.extensionsUsed).toBe(1);
    expect(row.expiresAt).toEqual(new Date(expiresAt.getTime() + 60_000));
  });

  it("is for a ready sandbox only", async () => {
    const context = createTestContext();
    const { userId, id } = await startReady(context);
    await stopSandbox(context, { userId, sandboxId: id });
    await expect(extendSandbox(context, { userId, sandboxId: id })).rejects.toMatchObject({
      code: "SANDBOX_NOT_READY",
    });
  });
});

describe("an end", () => {
  it("by the student removes everything before the row says so, and once", async () => {
    const context = createTestContext();
    const { userId, id } = await startReady(context);
    await Promise.all([1, 2, 3].map(() => stopSandbox(context, { userId, sandboxId: id })));
    expect(await rowsOf(userId)).toMatchObject([{ state: "ended", endReason: "stopped" }]);
    expect(context.engine.removed).toEqual([toEngineId(id)]);
  });

  it("while the engine is away stays `stopping`, for the reconciler", async () => {
    const context = createTestContext();
    const { userId, id } = await startReady(context);
    context.engine.failure = new EngineError("ENGINE_UNREACHABLE", "away");
    await stopSandbox(context, { userId, sandboxId: id });
    expect(await rowsOf(userId)).toMatchObject([{ state: "stopping", endReason: "stopped", endedAt: null }]);
  });

  it("by a reset gives a fresh one for the same lesson", async () => {
    const context = createTestContext();
    const { userId, id } = await startReady(context);
    const fresh = await resetSandbox(context, { userId, sandboxId: id });
    expect(fresh).toMatchObject({ lesson: LESSON, state: "starting" });
    await context.until(fresh.id, "ready");
    expect((await rowsOf(userId)).map(({ endReason }) => endReason)).toEqual(["reset", null]);
  });
});

describe("two resets at once", () => {
  it("give one fresh sandbox to both", async () => {
    const context = createTestContext();
    const { userId, id } = await startReady(context);
    const [one, other] = await Promise.all([1, 2].map(() => resetSandbox(context, { userId, sandboxId: id })));
    expect(one?.id).toBe(other?.id);
    await context.until(one?.id ?? "", "ready");
    expect((await rowsOf(userId)).map(({ endReason }) => endReason)).toEqual(["reset", null]);
  });
});

describe("another student's sandbox", () => {
  it("is as good as none, to every verb", async () => {
    const context = createTestContext();
    const { id: sandboxId } = await startReady(context);
    const { userId } = await createStudent();
    const none = { code: "SANDBOX_NOT_FOUND" };
    await expect(requireSandbox(context, userId, sandboxId)).rejects.toMatchObject(none);
    await expect(extendSandbox(context, { userId, sandboxId })).rejects.toMatchObject(none);
    await expect(stopSandbox(context, { userId, sandboxId })).rejects.toMatchObject(none);
    await expect(resetSandbox(context, { userId, sandboxId })).rejects.toMatchObject(none);
    await expect(endTerminal(context, { userId, sandboxId, terminal: "t1" })).rejects.toMatchObject(none);
    await expect(requireSandbox(context, userId, "' OR 1=1")).rejects.toMatchObject(none);
    expect(await findCurrentSandbox(context, userId)).toBeNull();
    expect(context.engine.containers.size).toBe(1);
  });
});
