import type { ConditionOf, Observation } from "../shared/check";
import { observe } from "./observe";
import { editDistance } from "./similar";
import { parseSize } from "./size";

type Compare = ConditionOf<"answer">["compare"];

const MIN_ID_CHARS = 6;
/** As `docker ps` shows ids. */
const SHORT_ID_CHARS = 12;
const SIZE_TOLERANCE = 0.1;
const NEAR_TOLERANCE = 0.3;

/** Undefined when the answer is right, else how it is wrong, without the right one. */
export function compareAnswer(compare: Compare, given: string, value: unknown): Observation | undefined {
  switch (compare) {
    case "exact":
      return compareExact(given, value);
    case "number":
      return compareNumber(given, value);
    case "prefix":
      return comparePrefix(given, value);
    case "contains":
      return compareContained(given, value);
    case "bytes":
      return compareBytes(given, value);
  }
}

/** As people type and paste: full-width forms, quotes, doubled blanks. */
export function cleanAnswer(given: string): string {
  const plain = given.slice(0, 2_000).normalize("NFKC").replace(/\s+/g, " ").trim();
  return plain.replace(/^(["'`“”‘’])+|(["'`“”‘’])+$/gu, "").trim();
}

function compareExact(given: string, value: unknown): Observation | undefined {
  if (typeof value === "number") return compareNumber(given, value);
  if (typeof value === "boolean")
    return given.toLowerCase() === String(value) ? undefined : observe("answer.textWrong");
  const text = toComparable(toText(value));
  const plain = toComparable(given);
  if (isId(text)) {
    const id = plain.toLowerCase();
    if (!isHex(id)) return observe("answer.wantId");
    return text === id || (id.length >= SHORT_ID_CHARS && text.startsWith(id)) ? undefined : explainId(text, id);
  }
  return plain === text ? undefined : explainText(text, plain);
}

function compareNumber(given: string, value: unknown): Observation | undefined {
  const right = typeof value === "number" ? value : toNumber(toText(value));
  if (right === undefined) throw new Error("the engine's value is no number");
  const number = toNumber(given);
  if (number === undefined) return observe("answer.wantNumber");
  if (Math.abs(number - right) <= Math.abs(right) * 1e-9) return undefined;
  const isNear = Math.abs(number - right) <= Math.max(1, Math.abs(right) * 0.1);
  return isNear ? observe("answer.numberNear") : observe("answer.numberWrong");
}

function comparePrefix(given: string, value: unknown): Observation | undefined {
  const text = toComparable(toText(value));
  const plain = toComparable(given).replace(/(\.{2,}|…)$/, "");
  const isHexId = isId(text);
  const id = isHexId ? plain.toLowerCase() : plain;
  if (isHexId && !isHex(id)) return observe("answer.wantId");
  if (id.length < Math.min(MIN_ID_CHARS, text.length)) return observe("answer.wantLongerId", { min: MIN_ID_CHARS });
  return text.startsWith(id) ? undefined : explainId(text, id);
}

function compareContained(given: string, value: unknown): Observation | undefined {
  const plain = toComparable(given);
  const items = toItems(value).map(toComparable);
  const isItem = (item: string) =>
    item === plain ||
    item === `${plain}:latest` ||
    (isId(item) && plain.length >= SHORT_ID_CHARS && item.startsWith(plain.toLowerCase()));
  if (items.some(isItem)) return undefined;
  return items.some((item) => item.toLowerCase() === plain.toLowerCase())
    ? observe("answer.textCase")
    : observe("answer.notInList");
}

function compareBytes(given: string, value: unknown): Observation | undefined {
  const right = typeof value === "number" ? value : (parseSize(cleanAnswer(toText(value)))[0] ?? Number.NaN);
  if (Number.isNaN(right)) throw new Error("the engine's value is no size");
  const sizes = parseSize(given);
  if (sizes.length === 0) return observe("answer.wantSize");
  const isWithin = (size: number, tolerance: number) => Math.abs(size - right) <= right * tolerance;
  if (sizes.some((size) => isWithin(size, SIZE_TOLERANCE))) return undefined;
  if (sizes.some((size) => isWithin(size, NEAR_TOLERANCE))) return observe("answer.sizeNear");
  const isScaled = [1e3, 1e6, 1e9].some((factor) =>
    sizes.some((size) => isWithin(size * factor, SIZE_TOLERANCE) || isWithin(size / factor, SIZE_TOLERANCE)),
  );
  return isScaled ? observe("answer.sizeOtherUnit") : observe("answer.sizeWrong");
}

function explainId(right: string, given: string): Observation {
  return given.length > MIN_ID_CHARS && right.startsWith(given.slice(0, MIN_ID_CHARS))
    ? observe("answer.idNear")
    : observe("answer.idWrong");
}

function explainText(right: string, given: string): Observation {
  if (right.toLowerCase() === given.toLowerCase()) return observe("answer.textCase");
  if (given.length >= 3 && right.includes(given)) return observe("answer.textPart");
  if (right.length >= 3 && given.includes(right)) return observe("answer.textMore");
  const allowed = right.length >= 8 ? 2 : 1;
  return right.length >= 4 && editDistance(right, given, allowed) <= allowed
    ? observe("answer.textNear")
    : observe("answer.textWrong");
}

/** Without what tools add: `sha256:` before an id, the slash before a container's name. */
function toComparable(text: string): string {
  const plain = cleanAnswer(text).replace(/^sha256:(?=[0-9a-f]{6,}$)/i, "");
  return /^\/[^/]+$/.test(plain) ? plain.slice(1) : plain;
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(toText).join(" ");
  return value !== null && typeof value === "object" ? Object.keys(value).join(" ") : String(value);
}

function toItems(value: unknown): string[] {
  if (typeof value === "string") return value.split(/[\s,]+/).filter(Boolean);
  if (Array.isArray(value)) return value.map(toText);
  return value !== null && typeof value === "object" ? Object.keys(value) : [String(value)];
}

/** One number, whatever words follow it. */
function toNumber(text: string): number | undefined {
  const parts = /^(-?\d+(?:\.\d+)?)\s*(?:[\p{L}%]+\.?)?$/u.exec(
    cleanAnswer(text).replace(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, ""),
  );
  return parts ? Number(parts[1]) : undefined;
}

function isHex(text: string): boolean {
  return /^[0-9a-f]+$/.test(text);
}

function isId(text: string): boolean {
  return /^(?:[0-9a-f]{12}|[0-9a-f]{64})$/.test(text);
}
