import type { PhrasingContent, RootContent } from "mdast";
import type {} from "remark-directive";
import { DIAGRAMS, findDiagram } from "../shared/diagrams";
import { HINT_LEVELS, type HintLevel } from "../shared/lesson-elements";
import {
  ATTRIBUTE_RULE,
  DIRECTIVES,
  type DirectiveForm,
  type DirectiveName,
  findDirective,
  isStudentPath,
} from "./directives";
import { textOf, toElement, toInlineElement } from "./mdast-element";
import { findNearestName } from "./nearest-name";
import { toExcerpt } from "./problem";
import { placeOf, type TransformState } from "./transform-state";

type Container = Extract<RootContent, { type: "containerDirective" }>;
type Leaf = Extract<RootContent, { type: "leafDirective" }>;
type Text = Extract<PhrasingContent, { type: "textDirective" }>;
type Walk = (nodes: RootContent[], state: TransformState) => RootContent[];

/** `:::name` and `::name`. What is wrong is reported and left out; what it holds is kept. */
export function transformBlockDirective(node: Container | Leaf, state: TransformState, walk: Walk): RootContent[] {
  const written = node.type === "containerDirective" ? "container" : "leaf";
  const known = accept(node, written, state);
  const { label, content } = takeLabel(node);
  if (written === "container") reportUnclosed(node, state);
  if (!known) return walk(content, state);

  const { name, attributes } = known;
  checkLabel(node, name, label !== undefined, state);
  const isHint = HINT_LEVELS.includes(name as HintLevel);
  if (isHint && state.inside.at(-1) !== "hints") state.problems.add("hintOutside", placeOf(node), { name });
  state.inside.push(name);
  const children = walk(content, state);
  state.inside.pop();

  switch (name) {
    case "note":
    case "tip":
    case "warning":
      return [toElement("naru-note", { kind: name, ...(label && { title: label }) }, children)];
    case "details":
      return [toElement("naru-details", { summary: label ?? "…" }, children)];
    case "nudge":
    case "idea":
    case "almost":
      return [toElement("naru-hint", { level: name }, children)];
    case "hints":
      return toHints(node, attributes.for ?? "", children, state);
    case "check":
      return toCheck(node, attributes.id ?? "", state);
    case "race":
      return isOutsideStep(node, "race", state) ? [] : [toElement("naru-race", {})];
    case "diagram":
      return toDiagram(node, attributes.id ?? "", state);
    default:
      return children;
  }
}

/** `:name[text]`; a colon that is none of ours, as in 10:30 or httpd:2.4, is text as it was written. */
export function transformTextDirective(node: Text, state: TransformState, walk: Walk): RootContent[] {
  const source = state.sliceOf(node);
  const directive = findDirective(node.name);
  const isMeant = directive && /^:[\w-]+[[{]/.test(source);
  if (!isMeant) return [{ type: "text", value: source }];
  const known = accept(node, "text", state);
  const children = walk(node.children, state) as PhrasingContent[];
  if (!known) return children;
  const label = children.map(textOf).join("").trim();
  checkLabel(node, known.name, label !== "", state);

  switch (known.name) {
    case "kbd":
      return [toInlineElement("kbd", {}, children)];
    case "file":
      if (isStudentPath(label))
        return [toInlineElement("naru-file", { path: label }, [{ type: "text", value: label }])];
      state.problems.add("filePath", placeOf(node), { path: toExcerpt(label) });
      return children;
    case "term":
      return toTerm(node, known.attributes.id ?? "", children, state);
    default:
      return children;
  }
}

function toTerm(node: Text, id: string, children: PhrasingContent[], state: TransformState): RootContent[] {
  state.facts.terms.add(id);
  state.terms.push({ id, label: children.map(textOf).join("").trim(), place: placeOf(node) });
  const entry = state.glossary && Object.hasOwn(state.glossary, id) ? state.glossary[id] : undefined;
  if (entry) return [toInlineElement("naru-term", { id, term: entry.term, text: entry.text }, children)];
  if (state.glossary) state.problems.add("termUnknown", placeOf(node), { id });
  return children;
}

function toDiagram(node: Leaf | Container, id: string, state: TransformState): RootContent[] {
  if (findDiagram(id)) {
    state.facts.diagrams.push(id);
    return [toElement("naru-diagram", { id })];
  }
  const names = Object.keys(DIAGRAMS);
  const near = findNearestName(id, names);
  if (near) state.problems.add("diagramUnknownNear", placeOf(node), { id, near });
  else state.problems.add("diagramUnknown", placeOf(node), { id, known: names.join(", ") });
  return [];
}

function toCheck(node: Leaf | Container, id: string, state: TransformState): RootContent[] {
  if (isOutsideStep(node, "check", state)) return [];
  state.facts.checks.push({ id, place: placeOf(node) });
  return [toElement("naru-check", { id })];
}

function toHints(node: Leaf | Container, check: string, children: RootContent[], state: TransformState): RootContent[] {
  const place = placeOf(node);
  if (isOutsideStep(node, "hints", state)) return [];
  const rungs = children.filter((child) => child.data?.hName === "naru-hint");
  if (rungs.length < children.length) state.problems.add("hintsContent", place, {});
  const levels = rungs.map((rung) => rung.data?.hProperties?.level as HintLevel);
  if (levels.join() !== HINT_LEVELS.join()) {
    state.problems.add("hintsLadder", place, { check, found: levels.join(", ") || "–" });
  }
  state.facts.hints.push({ check, levels, place });
  return [toElement("naru-hints", { check }, rungs)];
}

function isOutsideStep(node: Leaf | Container, what: DirectiveName, state: TransformState): boolean {
  if (state.kind === "step") return false;
  state.problems.add("outsideStep", placeOf(node), { what });
  return true;
}

/** Name, form and attributes as they must be; undefined, with the problem told, when the directive cannot be used. */
function accept(
  node: Container | Leaf | Text,
  written: DirectiveForm,
  state: TransformState,
): { name: DirectiveName; attributes: Record<string, string | undefined> } | undefined {
  const place = placeOf(node);
  const { problems } = state;
  const directive = findDirective(node.name);
  if (!directive) {
    const names = Object.keys(DIRECTIVES);
    const near = findNearestName(node.name, names);
    if (near) problems.add("unknownDirectiveNear", place, { name: node.name, near });
    else problems.add("unknownDirective", place, { name: toExcerpt(node.name), expected: names.join(", ") });
    return undefined;
  }
  const { name, form, example, attributes } = directive;
  if (form !== written) {
    problems.add("directiveForm", place, { name, form: example });
    return undefined;
  }
  const given = node.attributes ?? {};
  const parsed = attributes.safeParse(given);
  if (parsed.success) return { name, attributes: given as Record<string, string> };
  for (const issue of parsed.error.issues) {
    const attribute = String(issue.path[0] ?? "");
    if (issue.code === "unrecognized_keys") {
      const expected = Object.keys(attributes.shape).join(", ") || "–";
      for (const key of issue.keys) problems.add("unknownAttribute", place, { name, attribute: key, expected });
    } else if (!Object.hasOwn(given, attribute)) problems.add("missingAttribute", place, { name, attribute });
    else problems.add("badAttribute", place, { name, attribute, rule: { anyOf: [ATTRIBUTE_RULE] } });
  }
  return undefined;
}

function checkLabel(
  node: Container | Leaf | Text,
  name: DirectiveName,
  hasLabel: boolean,
  state: TransformState,
): void {
  const { label, example } = DIRECTIVES[name];
  if (label === "required" && !hasLabel) state.problems.add("missingLabel", placeOf(node), { name, form: example });
  if (label === "none" && hasLabel) state.problems.add("unexpectedLabel", placeOf(node), { name });
}

function takeLabel(node: Container | Leaf): { label: string | undefined; content: RootContent[] } {
  if (node.type === "leafDirective") {
    const label = node.children.map(textOf).join("").trim();
    return { label: label || undefined, content: [] };
  }
  const [first, ...rest] = node.children;
  const data: { directiveLabel?: boolean | null | undefined } | undefined =
    first?.type === "paragraph" ? first.data : undefined;
  if (first && data?.directiveLabel) return { label: textOf(first).trim() || undefined, content: rest };
  return { label: undefined, content: node.children };
}

/** The parser lets an open box run to the end without a word; the last line of the node tells. */
function reportUnclosed(node: Container | Leaf, state: TransformState): void {
  const source = state.sliceOf(node);
  const opening = /^:{3,}/.exec(source)?.[0] ?? ":::";
  const lastLine = source
    .slice(source.lastIndexOf("\n") + 1)
    .replace(/^[\s>]+/, "")
    .trimEnd();
  const endsWithChild = node.children.at(-1)?.position?.end.line === node.position?.end.line;
  const isClosed =
    source.includes("\n") && /^:{3,}$/.test(lastLine) && lastLine.length >= opening.length && !endsWithChild;
  if (!isClosed) state.problems.add("unclosedDirective", placeOf(node), { name: node.name, fence: opening });
}
