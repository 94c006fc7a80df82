import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Element, Nodes, Root } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { compileMarkdown } from "./compile-markdown";
import { compileStep, EN_MD, KO_MD } from "./lesson.fixture";
import { ProblemList } from "./problem";
import { normalizeSource } from "./read-source";
import { findUnsafeNodes } from "./unsafe-nodes.fixture";

const html = (root: Root) => renderToStaticMarkup(toJsxRuntime(root, { Fragment, jsx, jsxs }));
const elements = (node: Nodes, name: string): Element[] => {
  if (node.type !== "element" && node.type !== "root") return [];
  const own = node.type === "element" && node.tagName === name ? [node] : [];
  return [...own, ...node.children.flatMap((child) => elements(child, name))];
};
const props = (text: string, name: string) => {
  const { body, lines } = compileStep(text);
  expect(lines).toEqual([]);
  return elements(body, name).map((element) => element.properties);
};

describe("sections", () => {
  it("splits introduction, steps and outro; titles are the headings", () => {
    const list = new ProblemList("ko.md");
    const { sections } = compileMarkdown(KO_MD, { container: { term: "컨테이너", text: "…" } }, list);
    expect(list.problems).toEqual([]);
    expect(sections.map(({ kind, id, title }) => [kind, id, title])).toEqual([
      ["intro", "intro", ""],
      ["step", "run-it", "띄우기"],
      ["step", "think", "생각하기"],
      ["outro", "outro", "정리"],
    ]);
    expect(sections[0] && html(sections[0].body)).toBe("<naru-intro><p>머리말입니다.</p></naru-intro>");
    expect(sections[3] && html(sections[3].body)).toBe("<h2>정리</h2>\n<p>끝났습니다.</p>");
    expect(JSON.parse(JSON.stringify(sections[1]?.body))).toEqual(sections[1]?.body);
    expect(JSON.stringify(sections)).not.toContain('"position"');
  });

  it("tells headings that are none of a step", () => {
    const list = new ProblemList("en.md");
    compileMarkdown("# Title\n\n## No id\n\n## {#only-id}\n\n### Deep {#deep}\n", {}, list);
    expect(list.problems.map(({ code, line }) => [code, line])).toEqual([
      ["titleHeading", 1],
      ["headingWithoutId", 3],
      ["headingEmpty", 5],
      ["headingIdDeep", 7],
    ]);
  });

  it("tells front matter", () => {
    const list = new ProblemList("en.md");
    expect(compileMarkdown("---\ntitle: x\n---\n", {}, list).sections).toEqual([]);
    expect(list.problems[0]?.code).toBe("frontMatter");
  });
});

describe("Korean", () => {
  it("is bold before a particle", () => {
    const { body } = compileStep("**컨테이너(Container)**는 격리됩니다. **`docker run`**을 실행합니다.");
    expect(html(body)).toBe(
      "<p><strong>컨테이너(Container)</strong>는 격리됩니다. <strong><code>docker run</code></strong>을 실행합니다.</p>",
    );
  });

  it("compiles the same from BOM, CRLF and decomposed letters", () => {
    const compile = (text: string) => compileMarkdown(normalizeSource(text), {}, new ProblemList("ko.md")).sections;
    expect(compile(`\uFEFF${KO_MD.normalize("NFD").replace(/\n/g, "\r\n")}`)).toEqual(compile(KO_MD));
  });

  it("prints colons back that are no directive", () => {
    const text =
      "10:30에 :8080 포트로 httpd:2.4와 debian:latest, :note 그리고 a:foo[x]와 **ubuntu:22.04**를 받습니다. 시간:분, C:drive";
    const { body, lines } = compileStep(text);
    expect(lines).toEqual([]);
    expect(html(body)).toBe(`<p>${text.replace("**ubuntu:22.04**", "<strong>ubuntu:22.04</strong>")}</p>`);
  });

  it("tells an address that swallows a particle", () => {
    expect(compileStep("https://docs.docker.com에서 봅니다.").codes).toEqual(["autolinkSwallows"]);
    expect(compileStep("<https://docs.docker.com>에서 봅니다.").codes).toEqual([]);
  });
});

describe("code", () => {
  it("makes commands, outputs, files to save and plain code", () => {
    const { body, lines, section } = compileStep(
      [
        "```sh run\ndocker ps\n```",
        "```sh run=t2\ntop\n```",
        "```output\nx\n```",
        "```dockerfile save=app/Dockerfile\nFROM x\n```",
        "```yaml\na: 1\n```",
      ].join("\n\n"),
    );
    expect(lines).toEqual([]);
    expect(elements(body, "naru-command").map((element) => element.properties)).toEqual([
      { terminal: "t1", text: "docker ps" },
      { terminal: "t2", text: "top" },
    ]);
    expect(elements(body, "naru-output")[0]?.properties).toEqual({ text: "x" });
    expect(elements(body, "naru-save")[0]?.properties).toEqual({
      path: "app/Dockerfile",
      language: "dockerfile",
      text: "FROM x\n",
    });
    expect(elements(body, "code")[0]?.properties).toEqual({ className: ["language-yaml"] });
    expect(section?.facts.commands.map(({ text }) => text)).toEqual(["docker ps", "top"]);
  });

  it.each([
    ["```\nx\n```", "1:1 A code block says what it is"],
    ["text\n\n    indented", "3:1 Lines indented by four blanks become code"],
    ["```sh run\nls", "1:1 The code block is never closed."],
    ["```sh rnu\nls\n```", "1:1 Unknown option rnu of a code block"],
    ["```sh run=2\nls\n```", "1:1 2 is no terminal; use t1 to t9."],
    ["```yaml run\nls\n```", "1:1 The option run does not go with yaml."],
    ["```output save=x\nls\n```", "1:1 The option save=x does not go with output."],
    ["```sh run save=x\nls\n```", "1:1 A code block is either run or saved, not both."],
    ["```sh run\n\n```", "1:1 The code block is empty."],
    ["```sh run\n$ ls\n```", "1:1 The command begins with a prompt ($)"],
    ["```sh save=../x\nls\n```", "1:1 ../x must be a path inside"],
    ["```sh save=/etc/x\nls\n```", "1:1 /etc/x must be a path inside"],
    ["```sh run\ndocker\u00a0ps\n```", "2:7 There is an invisible character here (U+00A0)"],
    ["```sh run\nls \u202e\n```", "2:4 There is an invisible character here (U+202E)"],
    ["```sh run\nls \u001b[2J\n```", "2:4 There is an invisible character here (U+001B)"],
  ])("%j", (text, expected) => {
    expect(compileStep(text).lines[0]).toContain(expected);
  });
});

describe("directives", () => {
  it("become elements with their props", () => {
    expect(props(":::note[A **title**]\nx\n:::\n\n:::warning\ny\n:::", "naru-note")).toEqual([
      { kind: "note", title: "A title" },
      { kind: "warning" },
    ]);
    expect(props(":::details[More]\nx\n:::", "naru-details")).toEqual([{ summary: "More" }]);
    expect(props("::check{id=web}", "naru-check")).toEqual([{ id: "web" }]);
    expect(props("A :term[pods]{id=pod} of :file[app/compose.yaml].", "naru-term")).toEqual([
      { id: "pod", term: "pod", text: "A group." },
    ]);
    expect(props("Open :file[app/compose.yaml].", "naru-file")).toEqual([{ path: "app/compose.yaml" }]);
    expect(html(compileStep("Press :kbd[Ctrl+C].").body)).toBe("<p>Press <kbd>Ctrl+C</kbd>.</p>");
  });

  it("reach components with the props that lesson-elements names", () => {
    const { body } = compileStep("::::hints{for=web}\n:::nudge\na\n:::\n:::idea\nb\n:::\n:::almost\nc\n:::\n::::");
    const components = {
      "naru-hints": (given: { check: string; children: unknown }) =>
        jsx("section", { "data-check": given.check, children: given.children }),
      "naru-hint": (given: { level: string; children: unknown }) => jsx("div", { "data-level": given.level }),
    };
    const markup = renderToStaticMarkup(
      toJsxRuntime(body, { Fragment, jsx, jsxs, components: components as Components }),
    );
    expect(markup).toBe(
      '<section data-check="web"><div data-level="nudge"></div><div data-level="idea"></div><div data-level="almost"></div></section>',
    );
  });

  const ladder = (inside: string) => `::::hints{for=web}\n${inside}\n::::`;
  it.each([
    [":::nte\nx\n:::", "1:1 nte is not known; did you mean note?"],
    ["::terminal{height=3}", "1:1 terminal is not known; expected one of: note, tip"],
    [":::note\nx", "1:1 note is never closed; end it with a line of :::"],
    [":::note\nx\n\n## Next {#next}\n\ntext", "1:1 note is never closed"],
    ["::::hints{for=web}\n:::nudge\na\n:::", "1:1 hints is never closed; end it with a line of ::::"],
    [":::note\na\n:::\n:::\n\nb", "4:1 A line begins with ::: but belongs to nothing."],
    [":::note{title=x}\nx\n:::", "1:1 note: unknown attribute title; expected: –"],
    ["::check", "1:1 check needs the attribute id."],
    ["::check{id=Web}", "1:1 check: id must be lower-case letters"],
    ["::check{id=web if=x}", "1:1 check: unknown attribute if; expected: id"],
    ["::check[x]{id=web}", "1:1 check takes no text in square brackets."],
    ["Now :check{id=web} inside", "1:5 check is written as ::check{id=check-id}."],
    [":::check{id=web}\n:::", "1:1 check is written as ::check{id=check-id}."],
    ["::note[x]", "1:1 note is written as :::note[Title]."],
    [":::details\nx\n:::", "1:1 details needs a text in square brackets"],
    [":::nudge\nx\n:::", "1:1 nudge stands only inside hints."],
    [
      ladder(":::nudge\na\n:::"),
      "1:1 The hints for web need nudge, idea and almost, each once and in this order; found: nudge",
    ],
    [ladder(":::idea\na\n:::\n:::nudge\na\n:::\n:::almost\na\n:::"), "found: idea, nudge, almost"],
    [
      ladder("words\n:::nudge\na\n:::\n:::idea\na\n:::\n:::almost\na\n:::"),
      "1:1 hints holds only nudge, idea and almost.",
    ],
    ["A :term[x]{id=nothing}.", "1:3 The glossary has no term nothing."],
    ["A :term[x].", "1:3 term needs the attribute id."],
    ["Open :file[../../etc/passwd].", "1:6 ../../etc/passwd must be a path"],
    ["> ## Quoted {#x}", "1:3 A ## heading stands inside a box or quote"],
    ["![x](a.png)", "1:1 Images cannot be shown"],
    ["x[^1]\n\n[^1]: y", "1:2 Footnotes cannot be shown"],
    ["a\u200bb", "1:2 There is an invisible character here (U+200B)"],
  ])("%j", (text, expected) => {
    expect(compileStep(text).lines.join("\n")).toContain(expected);
  });

  it("keeps checks and hints out of the introduction and the outro", () => {
    const list = new ProblemList("en.md");
    compileMarkdown(
      `::check{id=a}\n\n${EN_MD.replace("Done.", "::check{id=b}")}`,
      { container: { term: "c", text: "t" } },
      list,
    );
    expect(list.problems.map(({ code }) => code)).toEqual(["outsideStep", "outsideStep"]);
  });

  it("blames no term while the glossary is broken", () => {
    expect(compileStep("A :term[x]{id=nothing}.", null).codes).toEqual([]);
  });
});

describe("nothing an author writes can run", () => {
  const corpus = [
    "<script>alert(1)</script>",
    "text <script>alert(1)</script> text",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<iframe src="javascript:alert(1)"></iframe>',
    "<style>@import 'https://evil'</style>",
    '<a href="javascript:alert(1)">x</a>',
    "<details open ontoggle=alert(1)>",
    '<naru-command text="rm -rf ~" terminal=t1></naru-command>',
    "<form action=//evil><input name=password></form>",
    "<!-- --><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/x)",
    "[x](\\\\evil.example)",
    "[x](/\\evil.example)",
    "[x](http:evil.example)",
    "[x](file:///etc/passwd)",
    "[x](mailto:a@b.example)",
    "<javascript:alert(1)>",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "[x][r]\n\n[r]: //evil.example",
    "[x][r]\n\n> [r]: javascript:alert(1)",
    "![x](https://evil/x.png)",
    "![x](javascript:alert(1))",
    "![x][r]\n\n[r]: https://evil/x.png",
    "[![x](x.png)](javascript:alert(1))",
    "```html\n<script>alert(1)</script>\n```",
    '```js" onclick="alert(1)\nx\n```',
    "```sh run=t1;alert(1)\nx\n```",
    ":::note[<script>alert(1)</script>]\nx\n:::",
    ":::note{onclick=alert(1)}\nx\n:::",
    ':::note{.x #y style="x"}\nx\n:::',
    ":::details[x]{onclick=alert(1) dangerouslySetInnerHTML=x}\nx\n:::",
    "::check{id=a onclick=x}",
    "::check{id=__proto__}",
    "::constructor",
    ":::__proto__\nx\n:::",
    "A :term[x]{id=constructor}.",
    "A :kbd[<b onclick=x>]{style=x}.",
    "A :file[javascript:alert(1)].",
    "A :script[alert(1)]{src=x}.",
    "- [x] <input autofocus onfocus=alert(1)>",
    "| a |\n| - |\n| <img src=x onerror=alert(1)> |",
    "x<br onmouseover=alert(1)>y",
    "<x/ onclick=alert(1)//",
    "www.evil.example/<script>",
    "a@b.example",
    "\u0000<script>alert(1)</script>",
  ];
  it.each(corpus)("%j", (text) => {
    for (const source of [text, `> ${text}`, `:::note\n${text}\n:::`, `- ${text}`]) {
      const { body, codes } = compileStep(source);
      expect(findUnsafeNodes(body)).toEqual([]);
      const markup = html(body).replace(/<code[^>]*>.*?<\/code>/gs, "");
      expect(markup).not.toMatch(
        /<(script|img|svg|iframe|style|form|input)|<[^>]+ on\w+=|"(javascript|data|vbscript|file):/i,
      );
      if (
        /<script>|javascript:|onerror/i.test(text) &&
        !text.startsWith("```") &&
        !text.includes("[<") &&
        !text.startsWith("www")
      ) {
        expect(codes.length).toBeGreaterThan(0);
      }
    }
  });

  it("drops comments of the author silently", () => {
    const { body, codes } = compileStep("a\n\n<!-- remember: x -->\n\nb");
    expect([html(body), codes]).toEqual(["<p>a</p>\n<p>b</p>", []]);
  });

  it("keeps http, https and relative links", () => {
    const { body, codes } = compileStep(
      "[a](https://docs.docker.com/x?y=1#z) [b](../images) [c](#top) <http://x.example>",
    );
    expect(codes).toEqual([]);
    expect(elements(body, "a").map((element) => element.properties.href)).toEqual([
      "https://docs.docker.com/x?y=1#z",
      "../images",
      "#top",
      "http://x.example",
    ]);
  });

  it("tells a text nested beyond reading, and stays fast on hostile ones", () => {
    const started = performance.now();
    for (const text of [
      "> ".repeat(3000),
      "[".repeat(20_000),
      "*a ".repeat(5000),
      ":::note\n".repeat(2000),
      "`".repeat(20_000),
      "- ".repeat(2000),
      "<!--".repeat(5000),
      ":a[".repeat(3000),
    ]) {
      expect(findUnsafeNodes(compileStep(text).body)).toEqual([]);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 30_000);
});

describe("the lessons themselves", () => {
  const root = path.resolve("lessons");
  const files = (readdirSync(root, { recursive: true }) as string[]).filter(
    (name) => /(^|\/)(ko|en)\.md$/.test(name) && statSync(path.join(root, name)).isFile(),
  );
  it.each(files)("%s holds nothing unsafe", (name) => {
    const { sections } = compileMarkdown(
      normalizeSource(readFileSync(path.join(root, name), "utf8")),
      null,
      new ProblemList(name),
    );
    expect(sections.flatMap((section) => findUnsafeNodes(section.body))).toEqual([]);
  });
});
