import type { Options } from "rehype-sanitize";
import { LESSON_ELEMENTS } from "../shared/lesson-elements";

/** All that may be left of a lesson's text. A list of what is allowed: whatever is not named here is gone. */
export const sanitizeSchema: Options = {
  tagNames: [
    ...[
      "p",
      "h2",
      "h3",
      "h4",
      "h5",
      "h6",
      "ul",
      "ol",
      "li",
      "strong",
      "em",
      "del",
      "code",
      "pre",
      "kbd",
      "a",
      "blockquote",
      "br",
      "hr",
    ],
    ...["table", "thead", "tbody", "tr", "th", "td"],
    ...Object.keys(LESSON_ELEMENTS),
  ],
  attributes: {
    a: ["href", "title"],
    code: [["className", /^language-[a-z0-9+#-]+$/]],
    ol: ["start"],
    th: ["align"],
    td: ["align"],
    ...Object.fromEntries(Object.entries(LESSON_ELEMENTS).map(([name, props]) => [name, [...props]])),
  },
  protocols: { href: ["http", "https"] },
  ancestors: { li: ["ol", "ul"], tbody: ["table"], td: ["table"], th: ["table"], thead: ["table"], tr: ["table"] },
  strip: ["script", "style"],
  // Ids are props of our own elements here, never ids of the document, so they need no prefix.
  clobber: [],
  allowComments: false,
  allowDoctypes: false,
};
