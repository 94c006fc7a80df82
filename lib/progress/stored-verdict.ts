import { z } from "zod";
import type { Verdict } from "../shared/check";
import { localizedTextSchema } from "../shared/locale";

const verdictSchema = z.object({
  status: z.enum(["passed", "not-yet", "unknown"]),
  observations: z
    .array(z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }))
    .default([]),
  mistake: z.object({ id: z.string(), message: localizedTextSchema }).optional(),
  feedback: localizedTextSchema.optional(),
});

/** A verdict as an earlier version of ours may have stored it; undefined for what cannot be read any more. */
export function parseStoredVerdict(json: unknown): Verdict | undefined {
  return verdictSchema.safeParse(json).data;
}
