import { z } from "zod";

const id = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, "lower-case letters, digits and hyphens, starting with a letter");

const shared = {
  ko: z.string().min(1).describe("short name in Korean; for a command or option, what it does"),
  en: z.string().min(1).describe("the same in English"),
  seeds: z
    .array(z.enum(["000", "001", "002", "003", "004"]))
    .describe("source documents that have it; none when the lessons add it"),
  lesson: z
    .string()
    .regex(/^[A-Z][1-9]\d?$/, "the course's letter and a number, such as B2")
    .describe("lesson meant to teach it"),
  taughtAs: z.string().min(1).optional().describe("what holds today, where a document is dated or wrong"),
};

/** topics.yaml: all that the curriculum teaches, by id. Steps name the ids in `covers`. */
export const topicsSchema = z.record(
  id,
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.enum(["command", "option"]),
      command: z.string().min(1).describe("how it is written"),
      ...shared,
    }),
    z.strictObject({ kind: z.enum(["term", "exercise"]), ...shared }),
  ]),
);
export type Topics = z.infer<typeof topicsSchema>;
export type Topic = Topics[string];
export const TOPIC_KINDS = ["command", "option", "term", "exercise"] as const satisfies readonly Topic["kind"][];
