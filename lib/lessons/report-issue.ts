import type { z } from "zod";
import type { LintWord } from "../shared/texts/en/lint";
import { findNearestName } from "./nearest-name";
import { type LintValue, type Locate, type ProblemList, toExcerpt } from "./problem";

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

/** Turns one issue of zod into a problem of ours: at its line, in words an instructor knows, in both languages. */
export function reportIssue(issue: Issue, root: Schema, input: unknown, locate: Locate, list: ProblemList): void {
  const path = toPathText(issue.path);
  const value = valueAt(input, issue.path);
  const place = locate(issue.path);
  if (issue.code !== "unrecognized_keys" && value === undefined) return list.add("missingField", place, { path });

  switch (issue.code) {
    case "unrecognized_keys": {
      const names = fieldNames(schemaAt(root, issue.path, input));
      for (const key of issue.keys) {
        const params = { path: toPathText([...issue.path, key]), expected: names.join(", ") };
        const near = findNearestName(key, names);
        const at = locate([...issue.path, key], "key");
        if (near) list.add("unknownFieldNear", at, { ...params, near });
        else list.add("unknownField", at, params);
      }
      return;
    }
    case "invalid_type":
      return reportType(list, place, path, [issue.expected], value);
    case "invalid_value":
      return list.add("notOneOf", place, {
        path,
        received: toReceived(value),
        expected: issue.values.map(String).join(", "),
      });
    case "invalid_union": {
      const options = (issue as { options?: unknown[] }).options;
      if (options)
        return list.add("notOneOf", place, {
          path,
          received: toReceived(value),
          expected: options.map(String).join(", "),
        });
      const branches = issue.errors.map((errors) => errors[0]).filter((error) => error !== undefined);
      return reportType(
        list,
        place,
        path,
        branches.map((error) => (error.code === "invalid_type" ? error.expected : "boolean")),
        value,
      );
    }
    case "too_small":
      if (issue.origin === "array") return list.add("tooFew", place, { path, minimum: Number(issue.minimum) });
      if (issue.origin === "string") return list.add("emptyText", place, { path });
      return list.add("tooSmall", place, { path, minimum: Number(issue.minimum) });
    case "too_big":
      return list.add(issue.origin === "string" ? "tooLong" : "tooBig", place, {
        path,
        maximum: Number(issue.maximum),
      });
    case "invalid_key":
      return list.add("badFormat", locate(issue.path, "key"), {
        path,
        rule: toRule(issue.issues[0]?.message ?? issue.message),
      });
    case "invalid_format":
      return list.add("badFormat", place, {
        path,
        rule: toRule(issue.format === "starts_with" ? "starts_with" : issue.message, issue),
      });
    default:
      return list.add("badFormat", place, { path, rule: toRule(issue.message) });
  }
}

/** `steps[1].checks[0].when.ports` */
export function toPathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./, "") || "(file)";
}

const TYPE_WORDS: Record<string, LintWord> = {
  string: "text",
  number: "number",
  int: "integer",
  boolean: "boolean",
  array: "list",
  object: "fields",
  record: "fields",
};

function reportType(
  list: ProblemList,
  place: ReturnType<Locate>,
  path: string,
  expected: readonly string[],
  value: unknown,
): void {
  const words = [...new Set(expected.map((type) => TYPE_WORDS[type] ?? "text"))];
  const received = toReceived(value);
  const isLooseScalar = typeof value === "number" || typeof value === "boolean";
  if (isLooseScalar && words.includes("text")) list.add("wrongTypeQuote", place, { path, received });
  else list.add("wrongType", place, { path, expected: { anyOf: words }, received });
}

function toReceived(value: unknown): LintValue {
  if (value === null) return { anyOf: ["nothing"] };
  if (Array.isArray(value)) return { anyOf: ["list"] };
  if (typeof value === "object") return { anyOf: ["fields"] };
  return toExcerpt(String(value), 40);
}

/** Messages that the schemas give, to words of ours; a new one is shown as it stands until it is added here. */
const RULES: Record<string, LintWord> = {
  "lower-case letters, digits and hyphens, starting with a letter": "idRule",
  "a valid regular expression": "regExpRule",
  "exactly one of inspect, count, exec": "engineValueRule",
  "one capital letter, such as B": "courseNumberRule",
  "the course's letter and a number, such as B2": "lessonNumberRule",
  "an image of the hub with its tag, such as httpd:2.4": "imageRule",
  "an image of the hub with or without its tag, such as debian, or all": "absentImageRule",
  "the name of a script in the folder wrong, such as no-port.sh": "scriptRule",
  starts_with: "slashRule",
};
/** Formats of check.ts that carry no message of their own. */
const PATTERNS: Record<string, LintWord> = {
  "/^\\d+(\\/(tcp|udp))?$/": "portRule",
  "/^[A-Z]+$/": "instructionRule",
};

function toRule(message: string, issue?: { pattern?: string | undefined }): LintValue {
  const word = RULES[message] ?? (issue?.pattern === undefined ? undefined : PATTERNS[issue.pattern]);
  return word ? { anyOf: [word] } : message;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/** Schema that judged the value at a path; a union is narrowed by what the author wrote as its kind. */
function schemaAt(root: Schema, path: readonly PropertyKey[], input: unknown): Schema | undefined {
  let schema = narrow(root, input);
  for (const [index, part] of path.entries()) {
    const def = (schema as z.core.$ZodTypes | undefined)?._zod.def;
    let next: Schema | undefined;
    if (def?.type === "object") next = def.shape[String(part)];
    else if (def?.type === "array") next = def.element;
    else if (def?.type === "record") next = def.valueType;
    schema = next && narrow(next, valueAt(input, path.slice(0, index + 1)));
  }
  return schema;
}

function narrow(schema: Schema, value: unknown): Schema | undefined {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === "optional" || def.type === "default" || def.type === "nullable" || def.type === "prefault") {
    return narrow(def.innerType, value);
  }
  if (def.type === "pipe") return narrow(def.in, value);
  if (def.type !== "union") return schema;
  const discriminator = "discriminator" in def ? String(def.discriminator) : undefined;
  if (!discriminator) return undefined;
  const kind = valueAt(value, [discriminator]);
  for (const option of def.options) {
    const object = narrow(option, value);
    const objectDef = (object as z.core.$ZodTypes | undefined)?._zod.def;
    const literal =
      objectDef?.type === "object"
        ? (objectDef.shape[discriminator] as z.core.$ZodTypes | undefined)?._zod.def
        : undefined;
    if (literal?.type === "literal" && literal.values.includes(kind as string)) return object;
    if (literal?.type === "enum" && Object.values(literal.entries).includes(kind as string)) return object;
  }
  return undefined;
}

function fieldNames(schema: Schema | undefined): string[] {
  const def = (schema as z.core.$ZodTypes | undefined)?._zod.def;
  return def?.type === "object" ? Object.keys(def.shape) : [];
}
