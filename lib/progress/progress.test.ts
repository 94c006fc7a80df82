import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import type { Verdict } from "../shared/check";
import {
  completeAttempt,
  getAttemptView,
  getOrStartAttempt,
  listProgress,
  recordVerdict,
  setLastStep,
  setUserLocale,
} from ".";

const LESSON = "basics/images";
const CHECKS = [
  { id: "pulled", points: 2 },
  { id: "tagged", points: 3 },
];
const pass: Verdict = { status: "passed", observations: [] };
const notYet: Verdict = { status: "not-yet", observations: [{ key: "container.absent", params: { name: "web1" } }] };
const unknown: Verdict = { status: "unknown", observations: [{ key: "engine.silent", params: {} }] };

setUpTestDatabase();

let userId: string;
let attemptId: string;
beforeEach(async () => {
  ({ id: userId } = await getDb().user.create({ data: { locale: "ko" } }));
  ({ id: attemptId } = await getOrStartAttempt(userId, LESSON));
});

const record = (checkId: string, verdict: Verdict, byHand = false, sandboxId: string | null = null) => {
  const check = CHECKS.find(({ id }) => id === checkId) ?? { id: checkId, points: 1 };
  return recordVerdict({ attemptId, check, verdict, sandboxId, byHand });
};

describe("getOrStartAttempt", () => {
  it("begins one attempt a user and lesson, however many tabs ask at once", async () => {
    const attempts = await Promise.all(
      Array.from({ length: 8 }, () => getOrStartAttempt(userId, "basics/other", "v1")),
    );
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(1);
    expect(await getDb().attempt.findMany({ where: { userId, lesson: "basics/other" } })).toMatchObject([
      { lessonVersion: "v1" },
    ]);
  });

  it("keeps users apart", async () => {
    const other = await getDb().user.create({ data: { locale: "en" } });
    expect((await getOrStartAttempt(other.id, LESSON)).id).not.toBe(attemptId);
  });
});

describe("recordVerdict", () => {
  it("counts one of many passes at the same moment", async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => record("pulled", pass, true)));
    expect(results.filter((result) => result.isNewlyPassed)).toHaveLength(1);
    expect(new Set(results.map(({ passedAt }) => passedAt?.getTime())).size).toBe(1);
    expect(results.every(({ tries }) => tries === 1)).toBe(true);
  });

  it("keeps a pass, its time and its points whatever is seen later", async () => {
    const first = await record("pulled", pass);
    for (const verdict of [notYet, unknown, pass]) {
      expect(await record("pulled", verdict, true)).toEqual({
        passedAt: first.passedAt,
        tries: 0,
        isNewlyPassed: false,
      });
    }
    expect(await getDb().checkRecord.findMany()).toContainEqual(
      expect.objectContaining({ attemptId, checkId: "pulled", points: 2 }),
    );
  });

  it("counts tries by hand only, and never for what could not be looked at", async () => {
    await record("pulled", notYet);
    await record("pulled", unknown, true);
    await record("pulled", notYet, true);
    const { tries, isNewlyPassed, passedAt } = await record("pulled", pass, true);
    expect({ tries, isNewlyPassed }).toEqual({ tries: 2, isNewlyPassed: true });
    expect(passedAt).toBeInstanceOf(Date);
  });

  it("refuses an attempt that does not exist", async () => {
    await expect(
      recordVerdict({
        attemptId: randomUUID(),
        check: { id: "pulled", points: 1 },
        verdict: pass,
        sandboxId: null,
        byHand: false,
      }),
    ).rejects.toThrow();
  });
});

describe("completeAttempt", () => {
  const checkIds = CHECKS.map(({ id }) => id);

  it("waits for every check of the lesson", async () => {
    await record("pulled", pass);
    await record("tagged", notYet);
    await record("removed-from-lesson", pass);
    expect(await completeAttempt({ attemptId, checkIds })).toBeNull();
  });

  it("sets the time once, also when the last two pass at once", async () => {
    const times = await Promise.all(
      checkIds.map(async (id) => record(id, pass).then(() => completeAttempt({ attemptId, checkIds }))),
    );
    const set = times.filter((time) => time !== null);
    expect(set.length).toBeGreaterThan(0);
    expect(await completeAttempt({ attemptId, checkIds })).toEqual(set[0]);
  });

  it("never completes a lesson without checks", async () => {
    expect(await completeAttempt({ attemptId, checkIds: [] })).toBeNull();
  });
});

describe("getAttemptView", () => {
  it("shows what was observed, in the order and with the points of the lesson", async () => {
    const mistake = { id: "wrong-tag", message: { ko: "태그가 다릅니다", en: "The tag differs" } };
    await record("tagged", { ...notYet, mistake }, true);
    await record("pulled", pass);
    await setLastStep(userId, LESSON, "tag-it");
    const view = await getAttemptView(userId, LESSON, CHECKS, "en");
    expect(view).toMatchObject({
      id: attemptId,
      lesson: LESSON,
      lastStep: "tag-it",
      points: 2,
      maxPoints: 5,
      completedAt: null,
    });
    expect(view.checks).toEqual([
      { checkId: "pulled", status: "passed", passedAt: expect.any(String), tries: 0, observations: [], message: null },
      {
        checkId: "tagged",
        status: "not-yet",
        passedAt: null,
        tries: 1,
        observations: notYet.observations,
        message: "The tag differs",
      },
    ]);
    expect((await getAttemptView(userId, LESSON, CHECKS, "ko")).checks[1]?.message).toBe("태그가 다릅니다");
  });

  it("shows a check as unseen whose stored verdict cannot be read any more", async () => {
    await record("pulled", notYet, true);
    await getDb().checkRecord.updateMany({ where: { attemptId }, data: { verdict: { status: "green" } } });
    const view = await getAttemptView(userId, LESSON, CHECKS, "ko");
    expect(view.checks[0]).toMatchObject({ status: "not-yet", tries: 1, observations: [] });
  });
});

describe("listProgress", () => {
  it("lists the user's own lessons with what has passed", async () => {
    await record("pulled", pass);
    await record("tagged", notYet);
    const other = await getDb().user.create({ data: { locale: "en" } });
    await getOrStartAttempt(other.id, "basics/other");
    expect(await listProgress(userId)).toEqual([
      {
        lesson: LESSON,
        points: 2,
        passedChecks: ["pulled"],
        lastStep: null,
        startedAt: expect.any(String),
        completedAt: null,
      },
    ]);
  });
});

describe("setUserLocale", () => {
  it("keeps the language with the user", async () => {
    await setUserLocale(userId, "en");
    expect(await getDb().user.findUnique({ where: { id: userId } })).toMatchObject({ locale: "en" });
  });
});

describe("setLastStep", () => {
  it("changes nothing of another user's attempt", async () => {
    const other = await getDb().user.create({ data: { locale: "en" } });
    await setLastStep(other.id, LESSON, "stolen");
    expect(await getOrStartAttempt(userId, LESSON)).toMatchObject({ lastStep: null });
  });
});
