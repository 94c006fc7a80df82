import type { Check, ConditionOf, Observation, Verdict } from "../shared/check";
import { cleanAnswer, compareAnswer } from "./answer-compare";
import { readAnswerValue } from "./answer-value";
import { toUnknownVerdict } from "./could-not-look";
import { addMistake, type CheckScope, explainOrder } from "./evaluate-check";
import type { Facts } from "./facts";
import { observe } from "./observe";

export type AnswerCheck = Check & { when: ConditionOf<"answer"> };

export function isAnswerCheck(check: Check): check is AnswerCheck {
  return check.when.kind === "answer";
}

/** Compares with what the engine says at this moment. Never tells the value, only what kind of thing it is and whether it is near. */
export async function gradeAnswer(
  check: AnswerCheck,
  given: string,
  facts: Facts,
  scope?: CheckScope,
): Promise<Verdict> {
  const first = scope && explainOrder(check, scope);
  if (first) return toNotYet(first);
  const plain = cleanAnswer(given);
  if (plain === "") return toNotYet(observe("answer.empty"));
  try {
    const value = await readAnswerValue(check.when.value, facts);
    if ("missing" in value) return toNotYet(value.missing);
    const differences = value.accepted.map((accepted) => compareAnswer(check.when.compare, plain, accepted));
    const [difference] = differences;
    if (differences.includes(undefined) || !difference) return { status: "passed", observations: [] };
    const owner = difference.key === "answer.idWrong" ? await findOwner(plain, facts) : undefined;
    const verdict = toNotYet(owner ? observe("answer.idOfOther", { name: owner }) : difference);
    return await addMistake(check, verdict, facts, scope?.context);
  } catch (error) {
    return toUnknownVerdict(error, scope?.context?.onError);
  }
}

/** Whose id it is that was given in place of the right one. */
async function findOwner(given: string, facts: Facts): Promise<string | undefined> {
  const id = given.toLowerCase().replace(/^sha256:/, "");
  if (!/^[0-9a-f]{6,64}$/.test(id)) return undefined;
  const container = (await facts.containers()).find((one) => one.id.startsWith(id));
  if (container) return container.name;
  const image = (await facts.images()).find((one) => one.id.replace(/^sha256:/, "").startsWith(id));
  return image?.tags[0];
}

function toNotYet(observation: Observation): Verdict {
  return { status: "not-yet", observations: [observation] };
}
