import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import type { Locate, Place, ProblemList } from "./problem";
import { reportIssue } from "./report-issue";

export interface ParsedYaml<Value> {
  value: Value;
  locate: Locate;
}

/** Parses YAML and checks it against the schema. Null when anything was wrong; each problem names its place. */
export function parseYaml<Schema extends z.ZodType>(
  source: string,
  schema: Schema,
  list: ProblemList,
): ParsedYaml<z.output<Schema>> | null {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const toPlace = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  const locate: Locate = (path, at = "value") => {
    let node: unknown = resolve(document.contents);
    let place = toPlace(startOf(document.contents) ?? 0);
    for (const [index, segment] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
        if (!pair) return place;
        const key = startOf(pair.key);
        const value = startOf(pair.value);
        const wantsKey = index < path.length - 1 || at === "key" || !isScalar(pair.value) || isAlias(pair.value);
        place = toPlace((wantsKey ? key : value) ?? key ?? 0);
        node = resolve(pair.value);
      } else if (isSeq(node)) {
        const item: unknown = node.items[Number(segment)];
        if (item === undefined) return place;
        place = toPlace(startOf(item) ?? 0);
        node = resolve(item);
      } else return place;
    }
    return place;
  };

  const syntax = [...document.errors, ...document.warnings];
  for (const error of syntax) list.add("yamlSyntax", toPlace(error.pos[0]), { detail: error.message });
  if (syntax.length > 0) return null;

  let input: unknown;
  try {
    input = document.toJS();
  } catch (error) {
    // Aliases that multiply without end are refused by the library.
    list.add("yamlSyntax", undefined, { detail: error instanceof Error ? error.message : "?" });
    return null;
  }

  const parsed = schema.safeParse(input);
  if (parsed.success) return { value: parsed.data, locate };
  for (const issue of parsed.error.issues) reportIssue(issue, schema, input, locate, list);
  return null;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
