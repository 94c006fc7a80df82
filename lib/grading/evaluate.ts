import type { LiveCondition, Verdict } from "../shared/check";
import { toUnknownVerdict } from "./could-not-look";
import { evaluateCompose } from "./evaluate/compose";
import { evaluateContainer } from "./evaluate/container";
import { evaluateEvent } from "./evaluate/event";
import { evaluateExec } from "./evaluate/exec";
import { evaluateFile } from "./evaluate/file";
import { evaluateHttp } from "./evaluate/http";
import { evaluateImage } from "./evaluate/image";
import { evaluateNetwork } from "./evaluate/network";
import { evaluateVm } from "./evaluate/vm";
import { evaluateVolume } from "./evaluate/volume";
import { type CheckContext, DEFAULT_CONTEXT, type Evaluator } from "./evaluator";
import type { Facts } from "./facts";

const EVALUATORS: { [K in LiveCondition["kind"]]: Evaluator<K> } = {
  container: evaluateContainer,
  image: evaluateImage,
  volume: evaluateVolume,
  network: evaluateNetwork,
  compose: evaluateCompose,
  http: evaluateHttp,
  exec: evaluateExec,
  file: evaluateFile,
  event: evaluateEvent,
  vm: evaluateVm,
};

/** Whether a condition holds now. Throws only when aborted; what we could not see is the verdict "unknown". */
export async function evaluate(
  condition: LiveCondition,
  facts: Facts,
  context: CheckContext = DEFAULT_CONTEXT,
): Promise<Verdict> {
  try {
    const observations = await run(condition.kind, condition, facts, context);
    return { status: observations.length === 0 ? "passed" : "not-yet", observations };
  } catch (error) {
    return toUnknownVerdict(error, context.onError);
  }
}

/** The kind picks the evaluator that takes it, which TypeScript cannot follow through a table. */
function run<K extends LiveCondition["kind"]>(kind: K, condition: LiveCondition, facts: Facts, context: CheckContext) {
  const evaluator: Evaluator<K> = EVALUATORS[kind];
  return evaluator(condition as Parameters<Evaluator<K>>[0], facts, context);
}
