import { type Check, type LiveCondition, liveConditionSchema, type Observation, type Verdict } from "../shared/check";
import type { CheckMessageKey } from "../shared/texts/ko/checks";
import { evaluate } from "./evaluate";
import { type CheckContext, DEFAULT_CONTEXT } from "./evaluator";
import type { Facts } from "./facts";

export type LiveCheck = Check & { when: LiveCondition };

/** What a verdict depends on beside the sandbox. */
export interface CheckScope {
  /** All checks of the lesson, for the titles of those that must come first. */
  checks: readonly Pick<Check, "id" | "title">[];
  passedIds: ReadonlySet<string>;
  context?: CheckContext;
}

const LIVE_KINDS = new Set<string>(liveConditionSchema.options.map((option) => option.shape.kind.value));

export function isLiveCheck(check: Check): check is LiveCheck {
  return LIVE_KINDS.has(check.when.kind);
}

/** The verdict on a live check now: what must come first, the condition, and the first named mistake that explains it. */
export async function evaluateCheck(check: LiveCheck, facts: Facts, scope: CheckScope): Promise<Verdict> {
  const first = explainOrder(check, scope);
  if (first) return { status: "not-yet", observations: [first] };
  const verdict = await evaluate(check.when, facts, scope.context ?? DEFAULT_CONTEXT);
  return verdict.status === "not-yet" ? addMistake(check, verdict, facts, scope.context) : verdict;
}

/** What to do first, while a check that this one comes after has not passed. */
export function explainOrder(check: Pick<Check, "after">, { checks, passedIds }: CheckScope): Observation | undefined {
  const id = check.after.find((one) => !passedIds.has(one));
  if (id === undefined) return undefined;
  const title = checks.find((one) => one.id === id)?.title ?? { ko: id, en: id };
  return { key: "check.firstDo" satisfies CheckMessageKey, params: { id, ko: title.ko, en: title.en } };
}

/** A mistake that could not be looked for is not one. */
export async function addMistake(
  check: Check,
  verdict: Verdict,
  facts: Facts,
  context: CheckContext = DEFAULT_CONTEXT,
): Promise<Verdict> {
  for (const { id, when, message } of check.mistakes) {
    const held = await evaluate(when, facts, context);
    if (held.status === "passed") return { ...verdict, mistake: { id, message } };
  }
  return verdict;
}
