import type { Observation } from "../shared/check";
import type { CheckMessageKey, CheckMessageParams } from "../shared/texts/ko/checks";

const MAX_TEXT = 160;

type Rest<K extends CheckMessageKey> = keyof CheckMessageParams<K> extends never ? [] : [params: CheckMessageParams<K>];

/** What was seen, as a text's key with the parameters that text names. Strings of the student's are shortened and printable. */
export function observe<K extends CheckMessageKey>(key: K, ...[params]: Rest<K>): Observation {
  const shown = Object.entries<string | number>(params ?? {}).map(([name, value]) => [
    name,
    typeof value === "string" ? toShown(value) : value,
  ]);
  return { key, params: Object.fromEntries(shown) };
}

export function toShown(value: string): string {
  const plain = value
    .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, " ")
    .trim();
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT - 1).replace(/[\ud800-\udbff]$/, "")}…` : plain;
}

/** A few of them, and a dash for none: parameters belong to no language. */
export function toList(values: Iterable<string>, max = 6): string {
  const all = [...new Set(values)].filter(Boolean);
  if (all.length === 0) return "–";
  return all.length > max ? `${all.slice(0, max).join(", ")}, …` : all.join(", ");
}

export function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim()) ?? "";
}

export function lastLine(text: string): string {
  return text.split("\n").findLast((line) => line.trim()) ?? "";
}
