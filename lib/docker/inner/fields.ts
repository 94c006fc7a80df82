import { z } from "zod";
import { EngineError } from "../errors";

/** Lenient building blocks: Docker omits, nulls and renames fields; a bad field becomes empty, never a failed inspect. */
export const text = z.string().catch("");
export const whole = z.number().catch(0);
export const flag = z.boolean().catch(false);
export const texts = z.array(z.string()).catch([]);
export const textMap = z.record(z.string(), z.string()).catch({});
export const keys = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((record) => Object.keys(record));
export const command = z.union([z.array(z.string()), z.string().transform((line) => [line])]).catch([]);

/** Docker writes year 1 for "never"; a date that does not parse is null as well and never now. */
export const date = z
  .union([z.string(), z.number()])
  .nullable()
  .catch(null)
  .transform((value) => {
    const at = typeof value === "number" ? new Date(value * 1000) : new Date(value ?? Number.NaN);
    return Number.isNaN(at.getTime()) || at.getUTCFullYear() <= 1 ? null : at;
  });

export function listOf<T>(item: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((one) => {
        const parsed = item.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

export function objectOf<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess(
    (value) => (value !== null && typeof value === "object" && !Array.isArray(value) ? value : {}),
    z.object(shape),
  );
}

/** The answer must at least be of the right kind: an engine that answers nonsense is not an empty engine. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new EngineError("BAD_ANSWER", `unreadable ${what}`, {}, { cause: parsed.error });
}

/** `A=1` lines as a map; a line without `=` has an empty value. */
export function toEnvironment(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
