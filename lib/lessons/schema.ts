import { z } from "zod";
import { checkSchema } from "../shared/check";
import { localizedTextSchema } from "../shared/locale";

/** The data files of the content. Texts of lessons stand in ko.md and en.md; see docs/writing-lessons.md. */

const id = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, "lower-case letters, digits and hyphens, starting with a letter");

export const courseSchema = z.strictObject({
  number: z
    .string()
    .regex(/^[A-Z]$/, "one capital letter, such as B")
    .describe("letter of the curriculum; courses are listed in its order"),
  title: localizedTextSchema.describe("name of the course in both languages"),
  summary: localizedTextSchema.describe("what one can do afterwards, in one or two sentences"),
});
export type CourseFile = z.infer<typeof courseSchema>;

const stepSchema = z.strictObject({
  id: id.describe("the same id as in the headings of ko.md and en.md; progress is kept under it, so it never changes"),
  goal: z
    .boolean()
    .default(false)
    .describe("the text gives the goal without the commands; counts as a step that asks to think"),
  covers: z.array(z.string().min(1)).default([]).describe("topics of topics.yaml that the step teaches"),
  checks: z.array(checkSchema).min(1).describe("what shall hold after the step, in the order it is shown"),
});
export type StepFile = z.infer<typeof stepSchema>;

const wrongStateSchema = z.strictObject({
  check: id.describe("check that must not pass in this state"),
  mistake: id.optional().describe("named mistake of the check that must be told"),
  script: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*\.sh$/, "the name of a script in the folder wrong, such as no-port.sh")
    .describe("script in the folder wrong/ that brings the sandbox into the state"),
  expect: z
    .string()
    .min(1)
    .optional()
    .describe("key of the observation that must be told, such as container.port-not-published"),
});
export type WrongState = z.infer<typeof wrongStateSchema>;

const imagesSchema = z
  .strictObject({
    needs: z
      .array(
        z
          .string()
          .max(200)
          .regex(/^[a-z0-9]+([._/-][a-z0-9]+)*:[\w][\w.-]*$/, "an image of the hub with its tag, such as httpd:2.4"),
      )
      .default([])
      .describe("images of the hub that the lesson needs"),
    absent: z
      .array(
        z
          .string()
          .max(200)
          .regex(
            /^[a-z0-9]+([._/-][a-z0-9]+)*(:[\w][\w.-]*)?$/,
            "an image of the hub with or without its tag, such as debian, or all",
          ),
      )
      .default([])
      .describe("images that are not there at the start, for a lesson that fetches them: with all tags, one, or `all`"),
  })
  .describe("new sandboxes have every image of the hub; what the lesson needs of them, and what must be absent");

export const lessonSchema = z.strictObject({
  number: z
    .string()
    .regex(/^[A-Z][1-9]\d?$/, "the course's letter and a number, such as B2")
    .describe("code of the curriculum"),
  title: localizedTextSchema.describe("name of the lesson in both languages"),
  summary: localizedTextSchema.describe("what the student does, in one sentence"),
  minutes: z.number().int().min(1).describe("how long a beginner takes, 5 to 40"),
  images: imagesSchema.default({ needs: [], absent: [] }),
  steps: z
    .array(stepSchema)
    .min(1)
    .describe("the steps in their order; their titles are the headings of ko.md and en.md"),
  wrong: z.array(wrongStateSchema).default([]).describe("wrong states that prove the messages meant for them"),
});
export type LessonFile = z.infer<typeof lessonSchema>;

const glossaryTextSchema = z.strictObject({
  term: z.string().min(1).describe("the term as it stands in the glossary"),
  text: z.string().min(1).describe("what it means, one or two sentences of plain text"),
});

const koreanGlossaryTextSchema = glossaryTextSchema.extend({
  avoid: z.array(z.string().min(1)).default([]).describe("other spellings and words that lessons do not use for it"),
});

export const glossarySchema = z.record(
  id,
  z.strictObject({ ko: koreanGlossaryTextSchema, en: glossaryTextSchema }).describe("one term in both languages"),
);
export type Glossary = z.infer<typeof glossarySchema>;
