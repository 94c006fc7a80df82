import type { Check, ConditionOf, Observation, Verdict } from "../shared/check";
import type { LocalizedText } from "../shared/locale";
import { type CheckScope, explainOrder } from "./evaluate-check";
import { observe } from "./observe";

export type ChoiceCheck = Check & { when: ConditionOf<"choice"> };

export interface ChoiceVerdict extends Verdict {
  /** The author's word on the option that decided; also when it was right. */
  feedback?: LocalizedText;
}

export function isChoiceCheck(check: Check): check is ChoiceCheck {
  return check.when.kind === "choice";
}

export function gradeChoice(check: ChoiceCheck, optionIds: readonly string[], scope?: CheckScope): ChoiceVerdict {
  const first = scope && explainOrder(check, scope);
  if (first) return { status: "not-yet", observations: [first] };
  const { options, multiple } = check.when;
  const chosen = options.filter((option) => optionIds.includes(option.id));
  if (chosen.length === 0) return toNotYet(observe("choice.none"));
  if (!multiple && chosen.length > 1) return toNotYet(observe("choice.onlyOne"));
  const wrong = chosen.find((option) => !option.correct);
  if (wrong) {
    const verdict = toNotYet(
      observe(multiple && chosen.some((option) => option.correct) ? "choice.someWrong" : "choice.wrong"),
    );
    return wrong.feedback
      ? { ...verdict, mistake: { id: wrong.id, message: wrong.feedback }, feedback: wrong.feedback }
      : verdict;
  }
  // One right option of several is enough where only one may be chosen.
  const isComplete = !multiple || options.every((option) => !option.correct || chosen.includes(option));
  if (!isComplete) return toNotYet(observe("choice.incomplete"));
  const feedback = chosen.find((option) => option.feedback)?.feedback;
  return { status: "passed", observations: [], ...(feedback ? { feedback } : {}) };
}

function toNotYet(observation: Observation): ChoiceVerdict {
  return { status: "not-yet", observations: [observation] };
}
