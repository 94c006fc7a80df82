import type { Nodes } from "hast";

/** Names written out here a second time on purpose: what the sanitizer allows is checked against another list. */
const TAGS = new Set(
  (
    "p h2 h3 h4 h5 h6 ul ol li strong em del code pre kbd a blockquote br hr table thead tbody tr th td " +
    "naru-intro naru-command naru-output naru-save naru-note naru-details naru-hints naru-hint naru-check naru-race naru-diagram naru-term naru-file"
  ).split(" "),
);
const PROPS = new Set(
  "href title className start align terminal text path language kind summary check level id term".split(" "),
);

/** Everything in a compiled tree that must never be there; for tests. */
export function findUnsafeNodes(node: Nodes): string[] {
  if (node.type === "text") return [];
  if (node.type === "root") return node.children.flatMap(findUnsafeNodes);
  if (node.type !== "element") return [`node ${node.type}`];
  const found = TAGS.has(node.tagName) ? [] : [`element ${node.tagName}`];
  for (const [name, value] of Object.entries(node.properties)) {
    if (!PROPS.has(name)) found.push(`${node.tagName} ${name}`);
    if (name === "href") {
      const url = new URL(String(value), "https://naru.invalid/ko/learn/x/y");
      const isOwn = url.host === "naru.invalid" || /^https?:\/\/[^/]/i.test(String(value));
      if (!/^https?:$/.test(url.protocol) || !isOwn) found.push(`href ${String(value)}`);
    }
    if (name === "className" && !/^language-[a-z0-9+#-]+$/.test(String(value))) found.push(`class ${String(value)}`);
  }
  return [...found, ...node.children.flatMap(findUnsafeNodes)];
}
