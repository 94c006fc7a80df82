import type { Nodes as HastNode, Root } from "hast";
import type { Heading, RootContent } from "mdast";
import rehypeSanitize from "rehype-sanitize";
import remarkCjkFriendly from "remark-cjk-friendly";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { createFacts, type Prose, type SectionFacts } from "./facts";
import { reportHiddenCharacters } from "./hidden-characters";
import type { UsedTerm } from "./lint-terms";
import { textOf, toElement } from "./mdast-element";
import type { Place, ProblemList } from "./problem";
import { sanitizeSchema } from "./sanitize-schema";
import { isAllowedTarget, transformNodes } from "./transform-nodes";
import { type GlossaryTexts, placeOf, type SectionKind, TransformState } from "./transform-state";

/** One `##` section, or the introduction before the first, as a sanitized tree of plain JSON. */
export interface CompiledSection {
  kind: SectionKind;
  id: string;
  title: string;
  body: Root;
  facts: SectionFacts;
  place: Place;
}

export interface CompiledMarkdown {
  sections: CompiledSection[];
  prose: Prose[];
  terms: UsedTerm[];
}

// Korean particles follow ** without a blank; without remark-cjk-friendly such words are not bold.
const parser = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(remarkCjkFriendly)
  .use(remarkDirective);
const renderer = unified().use(remarkRehype).use(rehypeSanitize, sanitizeSchema);
const MAX_OPEN_BOXES = 20;
const HEADING_ID = /\s*\{#([a-z][a-z0-9-]{0,47})\}\s*$/;

/** Compiles ko.md or en.md. What is wrong goes into the list with its place; the trees hold only what is allowed. */
export function compileMarkdown(source: string, glossary: GlossaryTexts, problems: ProblemList): CompiledMarkdown {
  const state = new TransformState(source, glossary, problems);
  reportHiddenCharacters(state);
  if (source.startsWith("---\n")) {
    problems.add("frontMatter", undefined, {});
    return { sections: [], prose: [], terms: [] };
  }
  if (countOpenBoxes(source) > MAX_OPEN_BOXES) {
    problems.add("tooDeep", undefined, {});
    return { sections: [], prose: [], terms: [] };
  }
  try {
    return { sections: toSections(parser.parse(source).children, state), prose: state.prose, terms: state.terms };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.add("tooDeep", undefined, {});
    return { sections: [], prose: [], terms: [] };
  }
}

/** The parser takes time by the square of the boxes open at once: 2000 of them would hold the process for a minute. */
function countOpenBoxes(source: string): number {
  let open = 0;
  let most = 0;
  for (const [, name] of source.matchAll(/^[ \t>]*:{3,}(\w?)/gm)) {
    open = Math.max(0, open + (name ? 1 : -1));
    most = Math.max(most, open);
  }
  return most;
}

function toSections(nodes: RootContent[], state: TransformState): CompiledSection[] {
  const definitions = nodes.filter((node) => node.type === "definition" && isAllowedTarget(node.url));
  const sections: CompiledSection[] = [];
  let rest = nodes;
  while (rest.length > 0) {
    const isHeading = rest[0]?.type === "heading" && rest[0].depth === 2;
    const heading = isHeading ? (rest[0] as Heading) : undefined;
    const end = rest.findIndex((node, index) => index > 0 && node.type === "heading" && node.depth === 2);
    const content = rest.slice(heading ? 1 : 0, end < 0 ? undefined : end);
    rest = end < 0 ? [] : rest.slice(end);
    sections.push(toSection(heading, content, definitions, state));
  }
  return sections;
}

function toSection(
  heading: Heading | undefined,
  content: RootContent[],
  definitions: RootContent[],
  state: TransformState,
): CompiledSection {
  const facts = createFacts();
  state.facts = facts;
  const first = heading ?? content[0];
  const place = first ? placeOf(first) : { line: 1, column: 1 };
  const { id, title } = heading ? readHeading(heading, state) : { id: "intro", title: "" };
  state.kind = !heading ? "intro" : id === "outro" ? "outro" : "step";
  if (title) state.prose.push({ text: title, place });

  const blocks = transformNodes(content, state);
  const missing = definitions.filter((definition) => !content.includes(definition));
  const before: RootContent[] =
    state.kind === "outro" ? [{ type: "heading", depth: 2, children: [{ type: "text", value: title }] }] : [];
  const inside = state.kind === "intro" ? [toElement("naru-intro", {}, blocks)] : blocks;
  const tree = renderer.runSync({ type: "root", children: [...before, ...inside, ...missing] });
  return { kind: state.kind, id, title, body: toPlainRoot(tree), facts, place };
}

function readHeading(heading: Heading, state: TransformState): { id: string; title: string } {
  const text = transformNodes(heading.children, state).map(textOf).join("");
  const id = HEADING_ID.exec(text)?.[1];
  const title = text.replace(HEADING_ID, "").trim();
  if (!id) state.problems.add("headingWithoutId", placeOf(heading), { example: `## ${title || "Title"} {#step-id}` });
  else if (!title) state.problems.add("headingEmpty", placeOf(heading), { id });
  return { id: id ?? "", title };
}

/** The tree without positions and data: what crosses to the page and is compared in caches. */
function toPlainRoot(tree: Root): Root {
  return { type: "root", children: tree.children.map((child) => toPlain(child) as Root["children"][number]) };
}

function toPlain(node: HastNode): HastNode {
  if (node.type === "element") {
    const children = node.children.map((child) => toPlain(child) as (typeof node.children)[number]);
    return { type: "element", tagName: node.tagName, properties: node.properties, children };
  }
  return node.type === "text" ? { type: "text", value: node.value } : node;
}
