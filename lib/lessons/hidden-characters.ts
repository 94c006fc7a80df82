import type { Place, ProblemList } from "./problem";
import type { TransformState } from "./transform-state";

/** Control characters, marks of direction and letters without width: what they hide can be another command than one reads. */
const HIDDEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
/** Blanks that a shell does not take for blanks; pages and word processors put them in. */
const HIDDEN_BLANK = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/;
const MAX_REPORTED = 5;

export function reportHiddenCharacters(state: TransformState): void {
  for (const match of [...state.source.matchAll(HIDDEN)].slice(0, MAX_REPORTED)) {
    state.problems.add("hiddenCharacter", state.placeAt(match.index), { code: toCodePoint(match[0]) });
  }
}

export function reportHiddenBlanks(code: string, place: Place, problems: ProblemList): void {
  const match = HIDDEN_BLANK.exec(code);
  if (!match) return;
  const line = place.line + code.slice(0, match.index).split("\n").length;
  problems.add(
    "hiddenCharacter",
    { line, column: match.index - code.lastIndexOf("\n", match.index) },
    { code: toCodePoint(match[0]) },
  );
}

function toCodePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
