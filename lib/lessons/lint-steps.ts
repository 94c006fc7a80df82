import type { Check } from "../shared/check";
import type { Locate, ProblemList } from "./problem";
import type { LessonFile } from "./schema";

const MINUTES = { minimum: 5, maximum: 40 };
const RESERVED = new Set(["intro", "outro"]);

/** Rules of lesson.yaml beyond its shape. */
export function lintSteps(lesson: LessonFile, locate: Locate, problems: ProblemList): void {
  const { minutes, steps } = lesson;
  if (minutes < MINUTES.minimum || minutes > MINUTES.maximum)
    problems.add("minutesRange", locate(["minutes"]), { ...MINUTES, minutes });

  const stepIds = new Set<string>();
  const allIds = new Set(steps.flatMap((step) => step.checks.map((check) => check.id)));
  const earlier = new Set<string>();
  for (const [stepIndex, step] of steps.entries()) {
    const at = locate(["steps", stepIndex, "id"]);
    if (RESERVED.has(step.id)) problems.add("reservedStep", at, { id: step.id });
    if (stepIds.has(step.id)) problems.add("duplicateStep", at, { id: step.id });
    stepIds.add(step.id);
    for (const [checkIndex, check] of step.checks.entries()) {
      const path = ["steps", stepIndex, "checks", checkIndex];
      if (earlier.has(check.id)) problems.add("duplicateCheck", locate([...path, "id"]), { id: check.id });
      for (const [index, other] of check.after.entries()) {
        if (earlier.has(other)) continue;
        const place = locate([...path, "after", index]);
        problems.add(allIds.has(other) ? "afterLater" : "afterUnknown", place, { id: check.id, other });
      }
      earlier.add(check.id);
      lintCheck(check, path, locate, problems);
    }
  }

  const points = steps.flatMap((step) => step.checks).reduce((sum, check) => sum + check.points, 0);
  if (points === 0) problems.add("pointsZero", locate(["steps"]), {});
  const count = steps.filter((step) => step.goal || step.checks.some(isQuestion)).length;
  const needed = Math.ceil(steps.length / 3);
  if (count < needed) problems.add("thinkingShare", locate(["steps"]), { count, needed, steps: steps.length });
}

export function isQuestion(check: Check): boolean {
  return check.when.kind === "answer" || check.when.kind === "choice";
}

function lintCheck(check: Check, path: (string | number)[], locate: Locate, problems: ProblemList): void {
  const { id, when } = check;
  const mistakes = new Set<string>();
  for (const [index, mistake] of check.mistakes.entries()) {
    const place = locate([...path, "mistakes", index, "id"]);
    if (mistakes.has(mistake.id)) problems.add("duplicateMistake", place, { id: mistake.id, check: id });
    mistakes.add(mistake.id);
    const { when: state } = mistake;
    if (state.kind === "container" && !state.name && !state.select)
      problems.add("containerUnnamed", place, { id: mistake.id });
  }
  if (when.kind === "container" && !when.name && !when.select)
    problems.add("containerUnnamed", locate([...path, "when"]), { id });
  if (when.kind !== "choice") return;

  const options = new Set<string>();
  for (const [index, option] of when.options.entries()) {
    if (options.has(option.id))
      problems.add("duplicateOption", locate([...path, "when", "options", index, "id"]), { id: option.id, check: id });
    options.add(option.id);
  }
  const count = when.options.filter((option) => option.correct).length;
  const place = locate([...path, "when", "options"]);
  if (count === 0) problems.add("choiceNoneCorrect", place, { id });
  else if (count > 1 && !when.multiple) problems.add("choiceManyCorrect", place, { id, count });
}
