import { parseDocument } from "yaml";
import type { ConditionOf, Observation } from "../../shared/check";
import { observe, toList } from "../observe";
import { describePath, readPath } from "../path";
import { matches } from "../pattern";

type Wanted = NonNullable<ConditionOf<"file">["yaml"]>[number];

/** A few anchors are fine; a "billion laughs" is not. */
const MAX_ALIASES = 50;

export function compareYaml(wanted: readonly Wanted[], path: string, text: string): Observation[] {
  if (wanted.length === 0) return [];
  const parsed = parse(text);
  if ("line" in parsed) return [observe("file.yamlInvalid", { path, line: parsed.line })];
  return wanted.flatMap((one) => compareEntry(one, path, parsed.value) ?? []);
}

function parse(text: string): { value: unknown } | { line: number } {
  const document = parseDocument(text, { merge: true, prettyErrors: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error) return { line: error.linePos?.[0].line ?? 1 };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch {
    // Unresolved or too many aliases.
    return { line: 1 };
  }
}

function compareEntry(wanted: Wanted, path: string, value: unknown): Observation | undefined {
  const key = wanted.path;
  const found = readPath(value, key);
  if (wanted.absent) return found === undefined ? undefined : observe("file.yamlPresent", { path, key });
  if (found === undefined) {
    const { parent, children } = describePath(value, key);
    if (parent === "" || children.length === 0) return observe("file.yamlMissing", { path, key });
    return observe("file.yamlMissingUnder", { path, key, parent, children: toList(children) });
  }
  const text = toText(found);
  const isEqual = wanted.equals === undefined || text === String(wanted.equals);
  const isMatching = wanted.matches === undefined || matches(wanted.matches, text);
  return isEqual && isMatching ? undefined : observe("file.yamlDiffers", { path, key, value: text || "–" });
}

/** A scalar as written; a list of scalars one a line; anything else as JSON. */
function toText(value: unknown): string {
  if (value === null) return "";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.map(String).join("\n");
  return JSON.stringify(value);
}
