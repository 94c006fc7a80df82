import { posix } from "node:path";
import type { ConditionOf, Observation } from "../../shared/check";
import type { Evaluator } from "../evaluator";
import { type Facts, MAX_FACT_BYTES } from "../facts";
import { NotRegularFile } from "../file-reader";
import { observe } from "../observe";
import { findMatch } from "../pattern";
import { findSimilar } from "../similar";
import { formatMemory } from "../size";
import { compareDockerfile } from "./file-dockerfile";
import { compareYaml } from "./file-yaml";

type Condition = ConditionOf<"file">;

export const evaluateFile: Evaluator<"file"> = async (condition, facts) => {
  const { path } = condition;
  const bytes = await readFile(path, facts);
  if (condition.state === "absent") return bytes === null ? [] : [observe("file.present", { path })];
  if (bytes === null) return [await explainMissing(path, facts)];
  const looksInside = [condition.matches, condition.notMatches, condition.dockerfile, condition.yaml].some(
    (one) => one !== undefined,
  );
  if (bytes === "not-regular") return looksInside ? [observe("file.notRegular", { path })] : [];
  if (!looksInside) return [];

  const text = Buffer.from(bytes)
    .subarray(0, MAX_FACT_BYTES)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n");
  if (!text.trim() && (condition.matches ?? condition.dockerfile ?? condition.yaml) !== undefined)
    return [observe("file.empty", { path })];
  const differences = [
    ...compareText(condition, text),
    ...compareDockerfile(condition.dockerfile ?? [], path, text),
    ...compareYaml(condition.yaml ?? [], path, text),
  ];
  if (differences.length > 0 && bytes.length > MAX_FACT_BYTES) {
    differences.push(observe("file.tooLarge", { path, size: formatMemory(MAX_FACT_BYTES) }));
  }
  return differences;
};

async function readFile(path: string, facts: Facts): Promise<Uint8Array | null | "not-regular"> {
  try {
    return await facts.file(path);
  } catch (error) {
    if (error instanceof NotRegularFile) return "not-regular";
    throw error;
  }
}

async function explainMissing(path: string, facts: Facts): Promise<Observation> {
  const folder = posix.dirname(path);
  const names = await facts.folder(folder);
  const similar =
    findSimilar(posix.basename(path), names) ?? names.find((name) => stemOf(name) === stemOf(posix.basename(path)));
  return similar
    ? observe("file.missingSimilar", { path, other: posix.join(folder, similar) })
    : observe("file.missing", { path });
}

/** `compose.yml` for `compose.yaml`, `Dockerfile.txt` for `Dockerfile`. */
function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, "").toLowerCase();
}

function compareText(condition: Condition, text: string): Observation[] {
  const { path } = condition;
  const differences: Observation[] = [];
  if (condition.matches !== undefined && findMatch(condition.matches, text) < 0)
    differences.push(observe("file.noMatch", { path }));
  if (condition.notMatches !== undefined) {
    const at = findMatch(condition.notMatches, text);
    if (at >= 0) {
      const line = text.slice(0, at).split("\n").length;
      differences.push(observe("file.forbidden", { path, line, text: text.split("\n")[line - 1] ?? "" }));
    }
  }
  return differences;
}
