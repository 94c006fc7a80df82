import type { HintLevel } from "../shared/lesson-elements";
import type { Place } from "./problem";

/** What the lint compares of one section, beside its tree. */
export interface SectionFacts {
  commands: { text: string; terminal: string; place: Place }[];
  saves: { path: string; text: string; place: Place }[];
  checks: { id: string; place: Place }[];
  hints: { check: string; levels: HintLevel[]; place: Place }[];
  diagrams: string[];
  terms: Set<string>;
}

export function createFacts(): SectionFacts {
  return { commands: [], saves: [], checks: [], hints: [], diagrams: [], terms: new Set() };
}

/** One paragraph, heading or table cell as plain words; code in it stands as `x`. */
export interface Prose {
  text: string;
  place: Place;
}
