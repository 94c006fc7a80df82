import {
  evaluateCheck,
  Facts,
  gradeAnswer,
  gradeChoice,
  isAnswerCheck,
  isChoiceCheck,
  isLiveCheck,
  openSources,
  type Verdict,
} from "../grading";
import { getLessonDefinition, type LessonDefinition } from "../lessons";
import { completeAttempt, findOwnAttempt, getAttemptView, getOrStartAttempt, recordVerdict } from "../progress";
import type { Runtime } from "../runtime";
import { findCurrentSandbox, toEngineId } from "../sandbox";
import type { Check } from "../shared/check";
import { NaruError } from "../shared/errors";
import type { AttemptView, CheckProgress } from "../shared/lesson-view";
import type { Locale } from "../shared/locale";

/** How long a look by hand may take; what could not be seen by then is `unknown`. */
const LOOK_TIMEOUT_MS = 15_000;

interface Who {
  userId: string;
  locale: Locale;
}

type Target = Who & { attemptId: string; checkId: string };

/** Where a student stands with a lesson, begun if it was not. @throws NaruError LESSON_NOT_FOUND, LESSON_BROKEN. */
export async function viewAttempt({ userId, locale, lesson }: Who & { lesson: string }): Promise<AttemptView> {
  const definition = await getLessonDefinition(lesson);
  await getOrStartAttempt(userId, lesson, definition.version);
  return getAttemptView(userId, lesson, definition.checks, locale);
}

/** Looks at a live check now, because the student pressed the button. @throws NaruError NOT_FOUND, CHECK_UNKNOWN, INVALID_REQUEST, SANDBOX_NOT_READY. */
export async function checkNow(runtime: Runtime, target: Target): Promise<CheckProgress> {
  const { definition, check, passedIds } = await findTarget(target);
  if (!isLiveCheck(check)) throw new NaruError("INVALID_REQUEST");
  const verdict = await withFacts(runtime, target, definition, (facts) =>
    evaluateCheck(check, facts, { checks: definition.checks, passedIds }),
  );
  return record(runtime, target, definition, check, verdict);
}

/** Grades an answer or a choice. @throws NaruError NOT_FOUND, CHECK_UNKNOWN, INVALID_REQUEST, SANDBOX_NOT_READY. */
export async function answerCheck(
  runtime: Runtime,
  target: Target & { value: string | string[] },
): Promise<CheckProgress> {
  const { definition, check, passedIds } = await findTarget(target);
  const { value } = target;
  const scope = { checks: definition.checks, passedIds };
  if (isChoiceCheck(check)) {
    const verdict = gradeChoice(check, typeof value === "string" ? [value] : value, scope);
    return record(runtime, target, definition, check, { verdict, sandboxId: null });
  }
  if (!isAnswerCheck(check) || typeof value !== "string") throw new NaruError("INVALID_REQUEST");
  const verdict = await withFacts(runtime, target, definition, (facts) => gradeAnswer(check, value, facts, scope));
  return record(runtime, target, definition, check, verdict);
}

interface Seen {
  verdict: Verdict;
  sandboxId: string | null;
}

async function withFacts(
  runtime: Runtime,
  who: Who,
  definition: LessonDefinition,
  look: (facts: Facts) => Promise<Verdict>,
): Promise<Seen> {
  const sandbox = await findCurrentSandbox(runtime.sandboxes, who.userId);
  if (sandbox?.state !== "ready" || sandbox.lesson !== definition.id) throw new NaruError("SANDBOX_NOT_READY");
  const sources = openSources(await runtime.lab(), toEngineId(sandbox.id));
  const begun = performance.now();
  try {
    const verdict = await look(new Facts(sources, AbortSignal.timeout(LOOK_TIMEOUT_MS)));
    return { verdict, sandboxId: sandbox.id };
  } finally {
    runtime.metrics.observeCheck(performance.now() - begun, "hand");
    sources.close();
  }
}

async function findTarget({ userId, attemptId, checkId }: Target) {
  const attempt = await findOwnAttempt(userId, attemptId);
  if (!attempt) throw new NaruError("NOT_FOUND");
  const definition = await getLessonDefinition(attempt.lesson);
  const check = definition.checks.find(({ id }) => id === checkId);
  if (!check) throw new NaruError("CHECK_UNKNOWN");
  const view = await getAttemptView(userId, attempt.lesson, definition.checks, "en");
  const passedIds = new Set(view.checks.filter((progress) => progress.passedAt).map((progress) => progress.checkId));
  return { definition, check, passedIds };
}

async function record(
  runtime: Runtime,
  { userId, locale, attemptId }: Target,
  definition: LessonDefinition,
  check: Check,
  { verdict, sandboxId }: Seen,
): Promise<CheckProgress> {
  const recorded = await recordVerdict({ attemptId, check, verdict, sandboxId, byHand: true });
  if (recorded.isNewlyPassed) await completeAttempt({ attemptId, checkIds: definition.checks.map(({ id }) => id) });
  runtime.bus.emit("check", { userId, lesson: definition.id, checkId: check.id });
  const view = await getAttemptView(userId, definition.id, definition.checks, locale);
  const progress = view.checks.find((candidate) => candidate.checkId === check.id);
  if (!progress) throw new NaruError("CHECK_UNKNOWN");
  return progress;
}
