import type { Paragraph, PhrasingContent, RootContent } from "mdast";
import type {} from "remark-directive";
import type {} from "remark-rehype";
import type { LessonElementName, LessonElements } from "../shared/lesson-elements";

/** A block that remark-rehype turns into one of our elements; unknown node types take name and props from `data`. */
export function toElement<Name extends LessonElementName>(
  name: Name,
  props: LessonElements[Name],
  children: RootContent[] = [],
): Extract<RootContent, { type: "containerDirective" }> {
  // A directive may hold any block; mdast's types name fewer than they mean.
  const blocks = children as Extract<RootContent, { type: "containerDirective" }>["children"];
  return { type: "containerDirective", name, children: blocks, data: { hName: name, hProperties: { ...props } } };
}

export function toInlineElement<Name extends LessonElementName | "kbd">(
  name: Name,
  props: Name extends LessonElementName ? LessonElements[Name] : Record<never, never>,
  children: PhrasingContent[] = [],
): Extract<PhrasingContent, { type: "textDirective" }> {
  return { type: "textDirective", name, children, data: { hName: name, hProperties: { ...props } } };
}

/** Words of a node without its markup. */
export function textOf(node: RootContent | Paragraph): string {
  if ("value" in node) return node.value;
  if ("children" in node) return (node.children as RootContent[]).map(textOf).join("");
  return node.type === "break" ? " " : "";
}
