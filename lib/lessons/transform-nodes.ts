import type { Definition, Link, Paragraph, Parent, RootContent } from "mdast";
import { transformCode } from "./code-block";
import { textOf } from "./mdast-element";
import { toExcerpt } from "./problem";
import { transformBlockDirective, transformTextDirective } from "./transform-directive";
import { placeOf, type TransformState } from "./transform-state";

const COMMENT = /^(\s*<!--(?!-?>)(?:(?!-->)[\s\S])*-->\s*)+$/;

/** Walks the parsed text once: our directives and blocks become our elements, what is not allowed is told and left out. */
export function transformNodes(nodes: RootContent[], state: TransformState): RootContent[] {
  return nodes.flatMap((node) => transformNode(node, state));
}

function transformNode(node: RootContent, state: TransformState): RootContent[] {
  const { problems } = state;
  const place = placeOf(node);
  switch (node.type) {
    case "code":
      return transformCode(node, state);
    case "containerDirective":
    case "leafDirective":
      return transformBlockDirective(node, state, transformNodes);
    case "textDirective":
      return transformTextDirective(node, state, transformNodes);
    case "html":
      if (!COMMENT.test(node.value)) problems.add("rawHtml", place, { html: toExcerpt(node.value, 40) });
      return [];
    case "image":
    case "imageReference":
      problems.add("imageNotAllowed", place, {});
      return node.alt ? [{ type: "text", value: node.alt }] : [];
    case "footnoteDefinition":
    case "footnoteReference":
      problems.add("footnoteNotAllowed", place, {});
      return [];
    case "link":
      return transformLink(node, state);
    case "definition":
      if (isAllowedTarget(node.url)) return [node];
      problems.add("linkTarget", place, { url: toExcerpt(node.url) });
      return [];
    case "heading":
      checkInnerHeading(node, state);
      break;
    case "paragraph":
      if (/^[ \t>]*:{3,}/m.test(state.sliceOf(node))) problems.add("strayColons", place, {});
      break;
    case "listItem":
      // A task list's box would be a form field of the page.
      node.checked = null;
      break;
  }
  if (node.type === "paragraph" || node.type === "heading" || node.type === "tableCell") {
    const text = proseOf(node).replace(/\n/g, " ");
    if (text.trim()) state.prose.push({ text, place: place });
  }
  if ("children" in node) {
    const parent: Parent = node;
    parent.children = transformNodes(parent.children, state);
  }
  return [node];
}

/** Only headings of steps, which stand at the top, have two marks and an id; those are taken off before this walk. */
function checkInnerHeading(node: Extract<RootContent, { type: "heading" }>, { problems }: TransformState): void {
  if (node.depth === 1) problems.add("titleHeading", placeOf(node), {});
  else if (node.depth === 2) problems.add("headingNested", placeOf(node), {});
  else if (/\{#[^}]*\}\s*$/.test(textOf(node))) problems.add("headingIdDeep", placeOf(node), {});
}

function transformLink(node: Link, state: TransformState): RootContent[] {
  const isWritten = /^[[<]/.test(state.sliceOf(node));
  const children = transformNodes(node.children, state);
  // An address of mail that GFM found by itself is just text.
  if (!isWritten && node.url.startsWith("mailto:")) return children;
  if (!isWritten && /[^\u0021-\u007e]/.test(textOf(node))) {
    state.problems.add("autolinkSwallows", placeOf(node), { url: toExcerpt(textOf(node)) });
  }
  if (isAllowedTarget(node.url)) return [{ ...node, children: children as Link["children"] }];
  state.problems.add("linkTarget", placeOf(node), { url: toExcerpt(node.url) });
  return children;
}

/** http, https, or relative; not `//host`, which browsers also read from backslashes and through control characters. */
export function isAllowedTarget(url: Definition["url"]): boolean {
  if (/[\u0000-\u0020\u007f\\]/.test(url)) return false;
  if (/^https?:\/\/[^/]/i.test(url)) return true;
  return url !== "" && !url.startsWith("//") && !/^[^/?#]*:/.test(url);
}

/** The words of a paragraph; code and the parts of commands in it stand as `x`, so that only language is judged. */
function proseOf(node: RootContent | Paragraph): string {
  if (node.type === "inlineCode") return "`x`";
  if (node.type === "textDirective" && !node.children.length) return `:${node.name}`;
  if (node.type === "html" || node.type === "break") return " ";
  if ("value" in node) return node.value;
  if ("children" in node) return (node.children as RootContent[]).map(proseOf).join("");
  return "";
}
