import { withoutCommentLines, withoutComments } from "./compare-command";
import type { CompiledSection } from "./compile-markdown";
import { findStepSection } from "./lint-sections";
import { type ProblemList, toExcerpt } from "./problem";
import type { StepFile } from "./schema";

type Sections = readonly CompiledSection[];

/** Both languages teach the same: same commands, files, checks, hints and terms. Told at the place in en.md. */
export function lintParity(
  korean: Sections,
  english: Sections,
  steps: readonly StepFile[],
  problems: ProblemList,
): void {
  const pairs = [
    ...steps.map((step) => [findStepSection(korean, step.id), findStepSection(english, step.id)] as const),
    ...(["intro", "outro"] as const).map(
      (kind) =>
        [korean.find((section) => section.kind === kind), english.find((section) => section.kind === kind)] as const,
    ),
  ];
  for (const [ko, en] of pairs) if (ko && en) lintPair(ko, en, problems);
}

function lintPair(ko: CompiledSection, en: CompiledSection, problems: ProblemList): void {
  const step = en.id;
  lintCommands(ko, en, problems);
  lintSaves(ko, en, problems);

  const checks = [ko, en].map((section) => section.facts.checks.map((check) => check.id).join(", "));
  if (isSameSet(checks[0], checks[1]) && checks[0] !== checks[1]) {
    problems.add("parityChecks", en.place, { step, ko: checks[0] ?? "", en: checks[1] ?? "" });
  }
  const hints = [ko, en].map((section) => section.facts.hints.map((hint) => hint.check).join(", "));
  if (isSameSet(hints[0], hints[1]) && hints[0] !== hints[1]) {
    problems.add("parityHints", en.place, { step, ko: hints[0] ?? "", en: hints[1] ?? "" });
  }
  const [koDiagrams, enDiagrams] = [ko.facts.diagrams.join(", "), en.facts.diagrams.join(", ")];
  if (koDiagrams !== enDiagrams)
    problems.add("parityDiagrams", en.place, { step, ko: koDiagrams || "–", en: enDiagrams || "–" });
  const onlyKo = [...ko.facts.terms].filter((term) => !en.facts.terms.has(term)).map((term) => `${term} (ko)`);
  const onlyEn = [...en.facts.terms].filter((term) => !ko.facts.terms.has(term)).map((term) => `${term} (en)`);
  if (onlyKo.length + onlyEn.length > 0)
    problems.add("parityTerms", en.place, { step, terms: [...onlyKo, ...onlyEn].join(", ") });
}

function lintCommands(ko: CompiledSection, en: CompiledSection, problems: ProblemList): void {
  const korean = ko.facts.commands;
  const english = en.facts.commands;
  if (korean.length !== english.length) {
    problems.add("parityCommandCount", en.place, { step: en.id, ko: korean.length, en: english.length });
    return;
  }
  for (const [index, command] of english.entries()) {
    const other = korean[index];
    if (
      !other ||
      (withoutComments(other.text) === withoutComments(command.text) && other.terminal === command.terminal)
    )
      continue;
    const show = (shown: typeof command) => toExcerpt(`${shown.terminal}: ${withoutComments(shown.text)}`);
    problems.add("parityCommand", command.place, { step: en.id, ko: show(other), en: show(command) });
  }
}

function lintSaves(ko: CompiledSection, en: CompiledSection, problems: ProblemList): void {
  const list = (section: CompiledSection) => section.facts.saves.map((save) => save.path).join(", ");
  if (list(ko) !== list(en)) {
    problems.add("paritySaves", en.place, { step: en.id, ko: list(ko) || "–", en: list(en) || "–" });
    return;
  }
  for (const [index, save] of en.facts.saves.entries()) {
    const other = ko.facts.saves[index];
    if (other && withoutCommentLines(other.text) !== withoutCommentLines(save.text)) {
      problems.add("paritySaveText", save.place, { step: en.id, path: save.path });
    }
  }
}

/** A check that one language lacks is told by that language's own lint; here only the order counts. */
function isSameSet(left = "", right = ""): boolean {
  return left.split(", ").sort().join() === right.split(", ").sort().join();
}
