import type { Prose } from "./facts";
import { type Place, type ProblemList, toExcerpt } from "./problem";
import type { Glossary } from "./schema";

/** A `:term` as it stands in a text. */
export interface UsedTerm {
  id: string;
  label: string;
  place: Place;
}

const HANGUL = /\p{Script=Hangul}/u;
const ENGLISH_IN_BRACKETS = /\([A-Za-z][^()]*\)/;

/** Spellings of Korean words that the glossary says to avoid; told with the word to use. */
export function lintAvoided(prose: readonly Prose[], glossary: Glossary, problems: ProblemList): void {
  const words = Object.values(glossary).flatMap(({ ko }) => ko.avoid.map((found) => ({ found, use: ko.term })));
  // The longest comes first, so that a word is not blamed for a part of it.
  words.sort((left, right) => right.found.length - left.found.length);
  for (const { text, place } of prose) {
    let rest = text;
    for (const { found, use } of words) {
      const pattern = new RegExp(`(?<!\\p{Script=Hangul})${escapePattern(found)}`, "gu");
      if (!pattern.test(rest)) continue;
      problems.add("koAvoid", place, { found, use });
      rest = rest.replace(pattern, "");
    }
  }
}

/** The first time a lesson uses a term, the reader sees what it is called in English. */
export function lintFirstTerms(terms: readonly UsedTerm[], problems: ProblemList): void {
  const seen = new Set<string>();
  for (const { id, label, place } of terms) {
    if (!seen.has(id) && HANGUL.test(label) && !ENGLISH_IN_BRACKETS.test(label))
      problems.add("koTermEnglish", place, { label: toExcerpt(label) });
    seen.add(id);
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
