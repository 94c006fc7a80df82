import type { ConditionOf, LiveCondition, Observation } from "../shared/check";
import type { Facts } from "./facts";

/** Where the student's own paths are. */
export interface CheckContext {
  homeFolder: string;
  workFolder: string;
  /** Told about failures of ours, which the student only sees as "could not look". */
  onError?: (error: unknown) => void;
}

export const DEFAULT_CONTEXT: CheckContext = { homeFolder: "/home/student", workFolder: "/home/student/work" };

/** Compares all of a condition with what is there. What differs, most telling first; nothing when it holds. */
export type Evaluator<K extends LiveCondition["kind"]> = (
  condition: ConditionOf<K>,
  facts: Facts,
  context: CheckContext,
) => Promise<Observation[]>;
