import { describe, expect, it } from "vitest";
import { change, KO_MD, LESSON_YAML, loadChanged } from "./lesson.fixture";
import { parseYaml } from "./parse-yaml";
import { ProblemList, toMessage, toProblemLine } from "./problem";
import { glossarySchema } from "./schema";

const yaml = (from: string, to: string) => loadChanged({ "lesson.yaml": change(LESSON_YAML, from, to) });

describe("lesson.yaml", () => {
  it("accepts the small right lesson without a word", async () => {
    expect((await loadChanged({})).lines).toEqual([]);
  });

  const cases: [name: string, from: string, to: string, expected: string][] = [
    [
      "unknown field",
      "minutes: 15",
      "minutes: 15\nauthor: me",
      "lesson.yaml:5:1 author: unknown field; expected one of: number, title, summary, minutes, images, steps, wrong",
    ],
    [
      "misspelt field of a check",
      "name: web, state",
      "nmae: web, state",
      "lesson.yaml:12:33 steps[0].checks[0].when.nmae: unknown field; did you mean name? Expected one of: kind, name, select",
    ],
    [
      "misspelt ports",
      "state: running}",
      "state: running, prots: []}",
      "lesson.yaml:12:60 steps[0].checks[0].when.prots: unknown field; did you mean ports?",
    ],
    [
      "field of a step",
      "  - id: think",
      "  - id: think\n    gaol: true",
      "lesson.yaml:18:5 steps[1].gaol: unknown field; did you mean goal? Expected one of: id, goal, covers, checks",
    ],
    [
      "field of an option",
      "correct: true}",
      "corect: true}",
      "lesson.yaml:26:53 steps[1].checks[0].when.options[0].corect: unknown field; did you mean correct?",
    ],
    [
      "unknown kind",
      "kind: container, name",
      "kind: contaner, name",
      "lesson.yaml:12:22 steps[0].checks[0].when.kind: contaner is not known; expected one of: container, image, volume",
    ],
    [
      "missing kind",
      "kind: container, name: web",
      "name: web",
      "lesson.yaml:12:9 steps[0].checks[0].when.kind: this field is required.",
    ],
    [
      "unknown state",
      "state: running",
      "state: runing",
      "lesson.yaml:12:51 steps[0].checks[0].when.state: runing is not known; expected one of: running, exited",
    ],
    ["missing title", "title: {ko: 웹 서버, en: A web server}\n", "", "lesson.yaml:1:1 title: this field is required."],
    [
      "missing language",
      "{ko: 웹 서버, en: A web server}",
      "{ko: 웹 서버}",
      "lesson.yaml:2:1 title.en: this field is required.",
    ],
    [
      "empty text",
      "{ko: 웹 서버, en: A web server}",
      '{ko: "", en: A web server}',
      "lesson.yaml:2:13 title.ko: must not be empty.",
    ],
    ["empty value", "minutes: 15", "minutes:", "lesson.yaml:4:9 minutes: expected a number, found nothing."],
    ["words for minutes", "minutes: 15", "minutes: long", "lesson.yaml:4:10 minutes: expected a number, found long."],
    ["half a minute", "minutes: 15", "minutes: 15.5", "lesson.yaml:4:10 minutes: expected a whole number, found 15.5."],
    ["no minutes", "minutes: 15", "minutes: 0", "lesson.yaml:4:10 minutes: must be at least 1."],
    [
      "too long a lesson",
      "minutes: 15",
      "minutes: 90",
      "lesson.yaml:4:10 A lesson takes 5 to 40 minutes; this one says 90.",
    ],
    [
      "number for text",
      "name: web, state",
      "name: 2.4, state",
      "lesson.yaml:12:39 steps[0].checks[0].when.name: expected text, found 2.4; put the value in quotes.",
    ],
    [
      "number for an environment value",
      "state: running}",
      "state: running, env: {PORT: 80}}",
      "lesson.yaml:12:72 steps[0].checks[0].when.env.PORT: expected text, found 80; put the value in quotes.",
    ],
    [
      "fields for text",
      "name: web, state",
      "name: {a: 1}, state",
      "lesson.yaml:12:33 steps[0].checks[0].when.name: expected text, found fields.",
    ],
    [
      "text for a list",
      "images: {needs: [httpd:2.4]}",
      "images: {needs: httpd:2.4}",
      "lesson.yaml:5:17 images.needs: expected a list, found httpd:2.4.",
    ],
    [
      "image without a tag",
      "images: {needs: [httpd:2.4]}",
      "images: {needs: [httpd]}",
      "lesson.yaml:5:18 images.needs[0]: must be an image of the hub with its tag, such as httpd:2.4.",
    ],
    [
      "absent image that is no name",
      "images: {needs: [httpd:2.4]}",
      'images: {absent: ["*"]}',
      "lesson.yaml:5:19 images.absent[0]: must be an image of the hub with or without its tag, such as debian, or all.",
    ],
    ["no covers", "covers: [docker-run]", "covers: []", "lesson.yaml:6:1 No step says which topics"],
    [
      "unknown topic",
      "covers: [docker-run]",
      "covers: [docker-run, docker-rum-d]",
      "lesson.yaml:8:26 topics.yaml has no topic docker-rum-d; did you mean docker-run-d?",
    ],
    [
      "topic like no other",
      "covers: [docker-run]",
      "covers: [kubernetes]",
      "lesson.yaml:8:14 topics.yaml has no topic kubernetes.",
    ],
    [
      "topic twice",
      "covers: [docker-run]",
      "covers: [docker-run, docker-run]",
      "lesson.yaml:8:26 Step run-it covers docker-run twice.",
    ],
    [
      "bad id",
      "id: web-runs",
      "id: Web Runs",
      "lesson.yaml:10:13 steps[0].checks[0].id: must be lower-case letters, digits and hyphens, starting with a letter.",
    ],
    [
      "bad number",
      "number: B4",
      "number: 4",
      "lesson.yaml:1:9 number: expected text, found 4; put the value in quotes.",
    ],
    [
      "number of another course",
      "number: B4",
      "number: C4",
      "lesson.yaml:1:9 Lesson number C4 does not start with its course's letter B.",
    ],
    [
      "bad pattern",
      "state: running}",
      'state: running, logsMatch: "("}',
      "lesson.yaml:12:71 steps[0].checks[0].when.logsMatch: must be a valid regular expression.",
    ],
    [
      "bad port",
      "state: running}",
      "state: running, ports: [{container: http}]}",
      "lesson.yaml:12:80 steps[0].checks[0].when.ports[0].container: must be a port such as 80 or 53/udp.",
    ],
    [
      "port too big",
      "kind: container, name: web, state: running",
      "kind: http, port: 99999",
      "lesson.yaml:12:34 steps[0].checks[0].when.port: must be at most 65535.",
    ],
    [
      "path without slash",
      "kind: container, name: web, state: running",
      "kind: http, port: 80, path: x",
      "lesson.yaml:12:44 steps[0].checks[0].when.path: must be a path that starts with /.",
    ],
    [
      "container without name",
      "name: web, state: running",
      "state: running",
      "lesson.yaml:12:9 Check web-runs: a container check needs name or select.",
    ],
    [
      "script outside",
      "script: no-name.sh",
      "script: ../x.sh",
      "lesson.yaml:29:49 wrong[0].script: must be the name of a script in the folder wrong, such as no-port.sh.",
    ],
    [
      "script that is not there",
      "script: no-name.sh",
      "script: other.sh",
      "lesson.yaml:29:49 The script wrong/other.sh is missing.",
    ],
    [
      "wrong state of no check",
      "check: web-runs",
      "check: web",
      "lesson.yaml:29:13 wrong names check web, which this lesson does not have.",
    ],
    [
      "wrong state of no mistake",
      "mistake: no-name",
      "mistake: no",
      "lesson.yaml:29:32 wrong names mistake no, which check web-runs does not have.",
    ],
    [
      "duplicate key",
      "minutes: 15",
      "minutes: 15\nminutes: 16",
      "lesson.yaml:5:1 This is not valid YAML: Map keys must be unique",
    ],
    ["tab", "minutes: 15", "minutes: 15\n\t- x", "lesson.yaml:5:"],
    ["open bracket", "covers: [docker-run]", "covers: [docker-run", "lesson.yaml:9:5 This is not valid YAML:"],
    ["step twice", "  - id: think", "  - id: run-it", "lesson.yaml:17:9 Step run-it exists twice."],
    [
      "step called outro",
      "  - id: think",
      "  - id: outro",
      "lesson.yaml:17:9 A step cannot be called outro; the name is taken.",
    ],
    ["check twice", "id: which-port", "id: web-runs", "lesson.yaml:19:13 Check web-runs exists twice in this lesson."],
    [
      "after itself",
      "after: [web-runs]",
      "after: [which-port]",
      "lesson.yaml:21:17 Check which-port: after names which-port, which does not come before it.",
    ],
    [
      "after nothing",
      "after: [web-runs]",
      "after: [web]",
      "lesson.yaml:21:17 Check which-port: after names web, which is no check of this lesson.",
    ],
    [
      "no right option",
      ", correct: true}",
      "}",
      "lesson.yaml:25:11 Check which-port: no option is marked correct: true.",
    ],
    [
      "two right options",
      'en: "22"}}',
      'en: "22"}, correct: true}',
      "lesson.yaml:25:11 Check which-port: 2 options are marked correct; only one may be, unless multiple: true.",
    ],
    ["option twice", "{id: a22", "{id: a80", "lesson.yaml:27:20 Option a80 exists twice in check which-port."],
  ];
  it.each(cases)("%s", async (_, from, to, expected) => {
    const { lines } = await yaml(from, to);
    expect(lines.find((line) => line.startsWith(expected)) ?? lines).toEqual(expect.stringContaining(expected));
  });

  it("needs a step in three that asks to think, or a goal", async () => {
    const three = ["a", "b", "c"]
      .map(
        (id) =>
          `  - id: ${id}\n    checks: [{id: c-${id}, title: {ko: 가, en: a}, when: {kind: image, reference: "x:1"}}]\n`,
      )
      .join("");
    const start = LESSON_YAML.slice(0, LESSON_YAML.indexOf("steps:"));
    const without = await loadChanged({ "lesson.yaml": `${start}steps:\n${three}` });
    expect(without.lines).toContainEqual(
      "lesson.yaml:6:1 0 of 3 steps ask the student to think (answer, choice or goal: true); at least 1 must.",
    );
    const withGoal = await loadChanged({
      "lesson.yaml": `${start}steps:\n${three.replace("- id: b\n", "- id: b\n    goal: true\n")}`,
    });
    expect(withGoal.codes).not.toContain("thinkingShare");
  });

  it("needs points", async () => {
    const text = LESSON_YAML.replaceAll("\n        when:", "\n        points: 0\n        when:");
    expect((await loadChanged({ "lesson.yaml": text })).codes).toEqual(["pointsZero"]);
  });

  it("tells a missing wrong state and a missing solution", async () => {
    const text = change(LESSON_YAML, "wrong:\n  - {check: web-runs, mistake: no-name, script: no-name.sh}\n", "");
    const { problems } = await loadChanged({ "lesson.yaml": text, "solution.sh": null });
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["solutionMissing", "error"],
      ["wrongStateMissing", "warning"],
    ]);
  });

  it("knows markers of solution.sh that are not the lesson's", async () => {
    const { lines } = await loadChanged({ "solution.sh": "# step: think\n# step: run-it\n# step: other\n" });
    expect(lines).toEqual([
      "solution.sh:1:1 solution.sh has markers, but none for step run-it.",
      "solution.sh:2:1 The marker of step run-it is out of order or repeated.",
      "solution.sh:3:1 The marker names step other, which this lesson does not have.",
    ]);
  });

  it("says it in Korean too", async () => {
    const { problems } = await yaml("state: running", "state: runing");
    expect(problems[0] && toMessage(problems[0], "ko")).toMatch(
      /^steps\[0\]\.checks\[0\]\.when\.state: 알 수 없는 값입니다: runing\. 쓸 수 있는 값: running, /,
    );
    const number = await yaml("name: web, state", "name: 2.4, state");
    expect(number.problems[0] && toMessage(number.problems[0], "ko")).toContain(
      "글자가 와야 하는데 2.4이(가) 있습니다",
    );
  });

  it("refuses aliases that multiply without end", async () => {
    const bomb = `${LESSON_YAML}x: &a [1,1,1,1,1,1,1,1,1]\ny: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nz: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nq: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    expect((await loadChanged({ "lesson.yaml": bomb })).codes).toEqual(["yamlSyntax"]);
  });

  it("takes BOM, CRLF and decomposed Korean as the same lesson", async () => {
    const plain = await loadChanged({});
    const windows = (text: string) => `\uFEFF${text.replace(/\n/g, "\r\n")}`.normalize("NFD");
    const changed = await loadChanged({ "lesson.yaml": windows(LESSON_YAML), "ko.md": windows(KO_MD) });
    expect(changed.lines).toEqual([]);
    expect(changed.lesson?.definition.version).toBe(plain.lesson?.definition.version);
    expect(changed.lesson?.sections).toEqual(plain.lesson?.sections);
  });

  it("refuses files that are huge or no text", async () => {
    expect((await loadChanged({ "ko.md": "가".repeat(60_000) })).lines).toEqual([
      "ko.md:1:1 The file is larger than 128 KiB.",
    ]);
    expect((await loadChanged({ "lesson.yaml": Buffer.from([0xff, 0xfe, 0x41]) })).lines).toEqual([
      "lesson.yaml:1:1 The file is not UTF-8 text; save it as UTF-8.",
    ]);
  });
});

describe("glossary.yaml", () => {
  const parse = (source: string) => {
    const list = new ProblemList("glossary.yaml");
    const parsed = parseYaml(source, glossarySchema, list);
    return { parsed, lines: list.problems.map((problem) => toProblemLine(problem, "en")) };
  };
  it("names terms in both languages", () => {
    expect(
      parse("image:\n  ko: {term: 이미지(image), text: 틀입니다.}\n  en: {term: image, text: A mould.}\n").parsed?.value
        .image?.en.term,
    ).toBe("image");
  });
  it("tells what is missing or misnamed", () => {
    expect(parse("image:\n  ko: {term: 이미지, text: 틀입니다.}\n").lines).toEqual([
      "glossary.yaml:1:1 image.en: this field is required.",
    ]);
    expect(parse("Web Server:\n  ko: {term: 가, text: 나}\n  en: {term: a, text: b}\n").lines).toEqual([
      "glossary.yaml:1:1 Web Server: must be lower-case letters, digits and hyphens, starting with a letter.",
    ]);
    expect(parse("image:\n  ko: {term: 이미지, txt: 틀}\n  en: {term: a, text: b}\n").lines).toContain(
      "glossary.yaml:2:19 image.ko.txt: unknown field; did you mean text? Expected one of: term, text, avoid",
    );
  });
});
