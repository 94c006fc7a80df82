import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { WrongKeyLimit } from "../auth";
import { readConfig } from "../config";
import { getDb } from "../db";
import { EngineError, type LabEngine } from "../docker";
import { createRequestLimits } from "../gate";
import type { LessonDefinition } from "../lessons";
import { createMetrics } from "../metrics";
import type { CheckChanged, Runtime } from "../runtime";
import { createBus } from "../runtime/bus";
import { createStudent, createTestContext } from "../sandbox/sandbox-fixture";
import { checkSchema } from "../shared/check";
import { NaruError } from "../shared/errors";
import { answerCheck, checkNow, viewAttempt } from ".";

const LESSON = "docker/ports";
const checks = [
  {
    id: "which-port",
    title: { ko: "포트를 압니다", en: "You know the port" },
    points: 2,
    when: {
      kind: "choice",
      question: { ko: "어느 포트입니까?", en: "Which port?" },
      options: [
        { id: "a80", text: { ko: "80", en: "80" }, correct: true, feedback: { ko: "맞습니다", en: "Right" } },
        { id: "a22", text: { ko: "22", en: "22" }, feedback: { ko: "22는 SSH입니다", en: "22 is SSH" } },
      ],
    },
  },
  {
    id: "web-runs",
    title: { ko: "web이 돕니다", en: "web runs" },
    after: ["which-port"],
    when: { kind: "container", name: "web", state: "running" },
  },
].map((check) => checkSchema.parse(check));

vi.mock("../lessons", () => ({
  getLessonDefinition: async (id: string): Promise<LessonDefinition> => {
    if (id !== LESSON) throw new NaruError("LESSON_NOT_FOUND", { lesson: id });
    const steps = [{ id: "ports", checks }];
    return { id, version: "v1", steps, checks, images: { needs: [], absent: [] }, filesFolder: null };
  },
}));

setUpTestDatabase();

/** Every way into the sandbox is shut. */
const shut = async (): Promise<never> => {
  throw new EngineError("ENGINE_UNREACHABLE", "nothing answers");
};

function createRuntime() {
  const sandboxes = createTestContext();
  const told: CheckChanged[] = [];
  const bus = createBus().on("check", (event) => told.push(event));
  const lab = async () => ({ connectInside: shut, execToEnd: shut }) as unknown as LabEngine;
  const config = readConfig({ NODE_ENV: "test" });
  const limits = createRequestLimits(config);
  const runtime: Runtime = {
    config,
    db: getDb(),
    log: sandboxes.log,
    bus,
    lab,
    forgetLab: () => {},
    limits,
    sandboxes,
    metrics: createMetrics(),
    wrongKeys: new WrongKeyLimit(),
    stopping: { isStopping: false },
  };
  return { runtime, told };
}

let userId: string;
let attemptId: string;
beforeEach(async () => {
  ({ userId } = await createStudent());
  ({ id: attemptId } = await viewAttempt({ userId, locale: "ko", lesson: LESSON }));
});

const target = (checkId: string) => ({ userId, locale: "ko" as const, attemptId, checkId });
const answer = (value: string | string[], locale: "ko" | "en" = "ko") =>
  answerCheck(createRuntime().runtime, { ...target("which-port"), locale, value });

async function giveSandbox() {
  const expiresAt = new Date(Date.now() + 60_000);
  await getDb().sandbox.create({ data: { userId, lesson: LESSON, state: "ready", readyAt: new Date(), expiresAt } });
}

describe("an attempt", () => {
  it("begins with nothing passed, and is the same at the next look", async () => {
    const view = await viewAttempt({ userId, locale: "en", lesson: LESSON });
    expect(view).toMatchObject({ id: attemptId, points: 0, maxPoints: 3, completedAt: null });
    expect(view.checks.map(({ checkId, status, tries }) => [checkId, status, tries])).toEqual([
      ["which-port", "not-yet", 0],
      ["web-runs", "not-yet", 0],
    ]);
  });

  it("is not begun for a lesson that is not there", async () => {
    await expect(viewAttempt({ userId, locale: "ko", lesson: "docker/none" })).rejects.toMatchObject({
      code: "LESSON_NOT_FOUND",
    });
    expect(await getDb().attempt.count({ where: { userId } })).toBe(1);
  });

  it("of another student is as good as none, and stays as it was", async () => {
    const { runtime } = createRuntime();
    const other = await createStudent();
    for (const id of [attemptId, randomUUID(), "no-uuid"]) {
      const theirs = { ...target("which-port"), ...other, attemptId: id };
      await expect(answerCheck(runtime, { ...theirs, value: ["a80"] })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(checkNow(runtime, { ...theirs, checkId: "web-runs" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await getDb().checkRecord.count({ where: { attemptId } })).toBe(0);
  });
});

describe("a check", () => {
  it("the lesson does not have is told apart from one of the wrong kind", async () => {
    const { runtime } = createRuntime();
    await expect(checkNow(runtime, target("none"))).rejects.toMatchObject({ code: "CHECK_UNKNOWN" });
    await expect(answerCheck(runtime, { ...target("none"), value: "1" })).rejects.toMatchObject({
      code: "CHECK_UNKNOWN",
    });
    await expect(checkNow(runtime, target("which-port"))).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    await expect(answerCheck(runtime, { ...target("web-runs"), value: "1" })).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
  });

  it("of the sandbox needs a ready one of this lesson", async () => {
    const { runtime } = createRuntime();
    await expect(checkNow(runtime, target("web-runs"))).rejects.toMatchObject({ code: "SANDBOX_NOT_READY" });
    await giveSandbox();
    await getDb().sandbox.updateMany({ where: { userId }, data: { lesson: "docker/other" } });
    await expect(checkNow(runtime, target("web-runs"))).rejects.toMatchObject({ code: "SANDBOX_NOT_READY" });
  });

  it("that could not be looked at is nobody's try", async () => {
    await answer(["a80"]);
    await giveSandbox();
    const progress = await checkNow(createRuntime().runtime, target("web-runs"));
    expect(progress).toMatchObject({ status: "unknown", tries: 0, passedAt: null });
  });

  it("that comes after another says which, without a look", async () => {
    await giveSandbox();
    const progress = await checkNow(createRuntime().runtime, target("web-runs"));
    expect(progress).toMatchObject({ status: "not-yet", observations: [{ key: "check.firstDo" }] });
  });
});

describe("a choice", () => {
  it("that is wrong gets the author's word in the student's language, and counts as a try", async () => {
    expect(await answer(["a22"])).toMatchObject({ status: "not-yet", tries: 1, message: "22는 SSH입니다" });
    expect(await answer("a22", "en")).toMatchObject({ status: "not-yet", tries: 2, message: "22 is SSH" });
    expect(await answer([])).toMatchObject({ status: "not-yet", tries: 3, message: null });
  });

  it("that is right passes for good, and every tab is told", async () => {
    const { runtime, told } = createRuntime();
    const passed = await answerCheck(runtime, { ...target("which-port"), value: ["a80"] });
    expect(passed).toMatchObject({ status: "passed", message: "맞습니다", passedAt: expect.any(String) });
    expect(told).toEqual([{ userId, lesson: LESSON, checkId: "which-port" }]);
    expect(await answer(["a22"])).toMatchObject({ status: "passed", passedAt: passed.passedAt });
    const view = await viewAttempt({ userId, locale: "ko", lesson: LESSON });
    expect(view).toMatchObject({ points: 2, completedAt: null });
  });

  it("that is the last check completes the attempt", async () => {
    const data = { attemptId, checkId: "web-runs", points: 1, passedAt: new Date() };
    await getDb().checkRecord.create({ data });
    await answer(["a80"]);
    const view = await viewAttempt({ userId, locale: "ko", lesson: LESSON });
    expect(view).toMatchObject({ points: 3, completedAt: expect.any(String) });
  });
});
