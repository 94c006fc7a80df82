import { createHash } from "node:crypto";
import type { LessonFile } from "./schema";

/** Fields that only a person reads: a better wording does not make another lesson of it. */
const WORDING = new Set(["title", "question", "placeholder", "text", "feedback", "message"]);

/** Hash of all that decides whether a check passes: steps, conditions, points, right options, images and the files brought along. */
export function toLessonVersion(lesson: LessonFile, filesHash: string): string {
  const steps = lesson.steps.map(({ covers, ...step }) => step);
  const matter = { images: lesson.images, steps, filesHash };
  return createHash("sha256").update(toStableJson(matter)).digest("hex").slice(0, 16);
}

function toStableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toStableJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(
    ([key, field]) => field !== undefined && !(WORDING.has(key) && isWording(field)),
  );
  fields.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${toStableJson(field)}`).join(",")}}`;
}

/** A record of a check, such as labels, may have a key of the same name; only texts in both languages are wording. */
function isWording(value: unknown): boolean {
  return typeof value === "object" && value !== null && "ko" in value && "en" in value;
}
