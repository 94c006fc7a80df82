import { isEngineError } from "../../docker";
import type { ExecAnswer } from "../../docker/inner";
import type { Observation } from "../../shared/check";
import type { Evaluator } from "../evaluator";
import { firstLine, lastLine, observe } from "../observe";
import { matches } from "../pattern";
import { findByName } from "./container";

export const evaluateExec: Evaluator<"exec"> = async (condition, facts) => {
  const { container: name, command } = condition;
  const container = await findByName(facts, name);
  if (!container) return [observe("exec.noContainer", { name })];
  if (container.state !== "running") return [observe("exec.notRunning", { name, state: container.state })];
  let answer: ExecAnswer;
  try {
    answer = await facts.exec(container.id, command);
  } catch (error) {
    // It ended between the two questions.
    if (isEngineError(error, "NOT_FOUND")) return [observe("exec.noContainer", { name })];
    if (isEngineError(error, "CONFLICT")) return [observe("exec.notRunning", { name, state: "exited" })];
    throw error;
  }
  const { exitCode, output } = answer;
  if (exitCode !== condition.exitCode) {
    if (isMissingCommand(answer)) return [observe("exec.notFound", { name, command: command[0] ?? "" })];
    const line = lastLine(output);
    return [
      line
        ? observe("exec.otherExitCodeOutput", { name, exitCode, line })
        : observe("exec.otherExitCode", { name, exitCode }),
    ];
  }
  if (condition.outputMatches === undefined || matches(condition.outputMatches, output)) return [];
  const line = firstLine(output);
  return [
    line ? observe("exec.outputNoMatch", { name, line }) : observe("exec.noOutput", { name }),
  ] satisfies Observation[];
};

/** The engine itself could not start it, as its own message in place of an output says. */
function isMissingCommand({ exitCode, output }: ExecAnswer): boolean {
  return (exitCode === 126 || exitCode === 127) && output.includes("OCI runtime exec failed");
}
