import { createContext, Script } from "node:vm";
import { CouldNotLook } from "./could-not-look";
import { observe } from "./observe";

export const MAX_PATTERN_TEXT = 64 * 1024;
/** Wall time: generous, since on a busy machine even a plain comparison may have to wait for its turn. */
const TIMEOUT_MS = 250;

/** An author's pattern on a student's text: a pair that backtracks without end is stopped, not waited for. */
export function matches(pattern: string, text: string): boolean {
  return findMatch(pattern, text) >= 0;
}

/** Where the first match begins, or -1. @throws CouldNotLook when the comparison takes too long. */
export function findMatch(pattern: string, text: string): number {
  Object.assign(INPUT, { pattern, text: text.slice(0, MAX_PATTERN_TEXT) });
  try {
    const at: unknown = SCRIPT.runInContext(CONTEXT, { timeout: TIMEOUT_MS });
    return typeof at === "number" ? at : -1;
  } catch (error) {
    // The error may be of the other context's own class.
    if (
      typeof error === "object" &&
      error !== null &&
      "code" in error &&
      error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
    ) {
      throw new CouldNotLook(observe("engine.patternTooSlow"));
    }
    throw error;
  }
}

/** Only ever our one script runs here, and to its end before the next call. */
const INPUT: Record<string, string> = Object.create(null);
const CONTEXT = createContext(INPUT);
const SCRIPT = new Script(`text.search(new RegExp(pattern, "mu"))`);
