import { DockerfileParser } from "dockerfile-ast";
import type { ConditionOf, Observation } from "../../shared/check";
import { observe } from "../observe";
import { matches } from "../pattern";

type Wanted = NonNullable<ConditionOf<"file">["dockerfile"]>[number];

interface Line {
  instruction: string;
  /** On one line, as the builder sees it. */
  content: string;
  line: number;
}

export function compareDockerfile(wanted: readonly Wanted[], path: string, text: string): Observation[] {
  if (wanted.length === 0) return [];
  const lines = parseDockerfile(text);
  if (lines.length === 0) return [observe("file.noInstructions", { path })];
  return wanted.flatMap((one) => compareInstruction(one, path, lines) ?? []);
}

function compareInstruction(
  { instruction, argumentsMatch, absent }: Wanted,
  path: string,
  lines: readonly Line[],
): Observation | undefined {
  const same = lines.filter((line) => line.instruction === instruction);
  const fitting = same.find((line) => argumentsMatch === undefined || matches(argumentsMatch, line.content));
  if (absent) return fitting && observe("file.instructionPresent", { path, instruction, line: fitting.line });
  if (fitting) return undefined;
  const last = same.at(-1);
  if (!last) return observe("file.instructionMissing", { path, instruction });
  return observe("file.instructionOther", {
    path,
    instruction,
    line: last.line,
    text: `${instruction} ${last.content}`,
  });
}

function parseDockerfile(text: string): Line[] {
  const dockerfile = DockerfileParser.parse(text);
  return dockerfile.getInstructions().map((one) => ({
    instruction: one.getKeyword(),
    content: (one.getRawArgumentsContent() ?? "").replace(/[ \t]*\\[ \t]*\n(?:[ \t]*#[^\n]*\n)*[ \t]*/g, " ").trim(),
    line: one.getRange().start.line + 1,
  }));
}
