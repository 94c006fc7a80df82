import type { Node } from "mdast";
import type { DirectiveName } from "./directives";
import { createFacts, type Prose, type SectionFacts } from "./facts";
import type { UsedTerm } from "./lint-terms";
import type { Place, ProblemList } from "./problem";

export type SectionKind = "intro" | "step" | "outro";
/** Terms of the glossary in one language; null when the glossary itself is broken, so that its terms are not blamed. */
export type GlossaryTexts = Record<string, { term: string; text: string }> | null;

/** What the walk over one document knows. */
export class TransformState {
  facts: SectionFacts = createFacts();
  kind: SectionKind = "intro";
  readonly prose: Prose[] = [];
  readonly terms: UsedTerm[] = [];
  /** Directives around the node at hand, outermost first. */
  readonly inside: DirectiveName[] = [];

  constructor(
    readonly source: string,
    readonly glossary: GlossaryTexts,
    readonly problems: ProblemList,
  ) {}

  sliceOf(node: Node): string {
    return this.source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
  }

  placeAt(offset: number): Place {
    const before = this.source.slice(0, offset);
    return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
  }
}

export function placeOf(node: Node): Place {
  return { line: node.position?.start.line ?? 1, column: node.position?.start.column ?? 1 };
}
