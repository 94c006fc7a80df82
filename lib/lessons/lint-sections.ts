import type { CompiledSection } from "./compile-markdown";
import type { ProblemList } from "./problem";
import type { StepFile } from "./schema";

/** One language's text against lesson.yaml: the same steps in the same order, every check shown once and with its hints. */
export function lintSections(
  sections: readonly CompiledSection[],
  steps: readonly StepFile[],
  problems: ProblemList,
): void {
  lintOrder(sections, steps, problems);
  const outro = sections.findIndex((section) => section.kind === "outro");
  if (outro < 0) problems.add("outroMissing", undefined, {});
  else if (outro < sections.length - 1) problems.add("outroLast", sections[outro]?.place, {});

  for (const step of steps) {
    const section = findStepSection(sections, step.id);
    if (section) lintStepSection(section, step, problems);
  }
}

export function findStepSection(sections: readonly CompiledSection[], id: string): CompiledSection | undefined {
  return sections.find((section) => section.kind === "step" && section.id === id);
}

function lintOrder(sections: readonly CompiledSection[], steps: readonly StepFile[], problems: ProblemList): void {
  const expected = steps.map((step) => step.id);
  const seen = new Set<string>();
  const known: CompiledSection[] = [];
  for (const section of sections) {
    if (section.kind === "intro" || section.id === "") continue;
    if (seen.has(section.id)) problems.add("stepRepeated", section.place, { id: section.id });
    else if (section.kind === "step" && !expected.includes(section.id)) {
      problems.add("stepUnknown", section.place, { id: section.id, expected: expected.join(", ") });
    } else if (section.kind === "step") known.push(section);
    seen.add(section.id);
  }
  const missing = expected.filter((id) => !seen.has(id));
  for (const id of missing) problems.add("stepMissing", undefined, { id });
  const order = expected.filter((id) => seen.has(id));
  const at = known.findIndex((section, index) => section.id !== order[index]);
  const misplaced = known[at];
  if (misplaced) problems.add("stepOrder", misplaced.place, { id: misplaced.id, expected: order[at] ?? "" });
}

function lintCheckOrder(
  shown: CompiledSection["facts"]["checks"],
  expected: readonly string[],
  problems: ProblemList,
): void {
  if (shown.length !== expected.length) return;
  const at = shown.findIndex(({ id }, index) => id !== expected[index]);
  const misplaced = shown[at];
  if (misplaced) problems.add("checkOrder", misplaced.place, { check: misplaced.id, expected: expected[at] ?? "" });
}

function lintStepSection({ facts, place }: CompiledSection, step: StepFile, problems: ProblemList): void {
  const ids = step.checks.map((check) => check.id);
  const placed = new Set<string>();
  for (const check of facts.checks) {
    if (!ids.includes(check.id)) problems.add("checkUnknown", check.place, { check: check.id });
    else if (placed.has(check.id)) problems.add("checkPlacedTwice", check.place, { check: check.id });
    placed.add(check.id);
  }
  lintCheckOrder(
    facts.checks.filter(({ id }) => ids.includes(id)),
    ids.filter((id) => placed.has(id)),
    problems,
  );
  const hinted = new Set<string>();
  for (const hints of facts.hints) {
    if (!ids.includes(hints.check)) problems.add("hintsUnknownCheck", hints.place, { check: hints.check });
    else if (hinted.has(hints.check)) problems.add("hintsRepeated", hints.place, { check: hints.check });
    hinted.add(hints.check);
  }
  for (const check of ids) {
    if (!placed.has(check)) problems.add("checkUnplaced", place, { check });
    if (!hinted.has(check)) problems.add("hintsMissing", place, { check });
  }
}
