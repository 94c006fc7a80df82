import { z } from "zod";
import type { LintWord } from "../shared/texts/en/lint";

export type DirectiveForm = "container" | "leaf" | "text";

interface Directive {
  form: DirectiveForm;
  /** How it is written, shown when it is written otherwise. */
  example: string;
  label: "required" | "optional" | "none";
  attributes: z.ZodObject;
}

const id = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/);
const none = z.strictObject({});

/** What an author may write between colons; each with the schema of its attributes. */
export const DIRECTIVES = {
  note: { form: "container", example: ":::note[Title]", label: "optional", attributes: none },
  tip: { form: "container", example: ":::tip[Title]", label: "optional", attributes: none },
  warning: { form: "container", example: ":::warning[Title]", label: "optional", attributes: none },
  details: { form: "container", example: ":::details[Summary]", label: "required", attributes: none },
  hints: {
    form: "container",
    example: "::::hints{for=check-id}",
    label: "none",
    attributes: z.strictObject({ for: id }),
  },
  nudge: { form: "container", example: ":::nudge", label: "none", attributes: none },
  idea: { form: "container", example: ":::idea", label: "none", attributes: none },
  almost: { form: "container", example: ":::almost", label: "none", attributes: none },
  check: { form: "leaf", example: "::check{id=check-id}", label: "none", attributes: z.strictObject({ id }) },
  race: { form: "leaf", example: "::race", label: "none", attributes: none },
  diagram: { form: "leaf", example: "::diagram{id=layers}", label: "none", attributes: z.strictObject({ id }) },
  term: {
    form: "text",
    example: ":term[컨테이너(container)]{id=container}",
    label: "required",
    attributes: z.strictObject({ id }),
  },
  kbd: { form: "text", example: ":kbd[Ctrl+C]", label: "required", attributes: none },
  file: { form: "text", example: ":file[compose.yaml]", label: "required", attributes: none },
} as const satisfies Record<string, Directive>;

export type DirectiveName = keyof typeof DIRECTIVES;

/** Every attribute so far is an id; its rule in words. */
export const ATTRIBUTE_RULE: LintWord = "idRule";

export function findDirective(name: string): (Directive & { name: DirectiveName }) | undefined {
  if (!Object.hasOwn(DIRECTIVES, name)) return undefined;
  const known = name as DirectiveName;
  return { name: known, ...DIRECTIVES[known] };
}

/** A path below the student's folder: no way out of it, and nothing a shell or an address could read otherwise. */
export function isStudentPath(path: string): boolean {
  return (
    path.length <= 200 && path.split("/").every((part) => /^[\w.@+-]+$/.test(part) && part !== "." && part !== "..")
  );
}
