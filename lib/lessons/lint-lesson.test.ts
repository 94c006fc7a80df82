import { describe, expect, it } from "vitest";
import { withoutComments } from "./compare-command";
import { change, EN_MD, GLOSSARY_YAML, KO_MD, LESSON_YAML, loadChanged, writeLessons } from "./lesson.fixture";
import { lintProse } from "./lint-prose";
import { loadCourses } from "./load-courses";
import { ProblemList, toProblemLine } from "./problem";

const english = (from: string, to: string) => loadChanged({ "en.md": change(EN_MD, from, to) });
const ladder = (check: string) =>
  EN_MD.slice(EN_MD.indexOf(`::::hints{for=${check}}`))
    .split("\n::::\n")[0]
    ?.concat("\n::::\n") ?? "";

describe("one language against lesson.yaml", () => {
  it.each([
    [
      "a step without its section",
      "## Think {#think}",
      "## Think {#thunk}",
      "en.md:25:1 There is no step thunk in lesson.yaml; its steps are: run-it, think",
    ],
    [
      "a step without its section, told",
      "## Think {#think}",
      "## Think {#thunk}",
      "en.md:1:1 The section of step think is missing.",
    ],
    ["a section twice", "## Think {#think}", "## Think {#run-it}", "en.md:25:1 There is a second section run-it."],
    ["no outro", "## Summary {#outro}\n\nDone.\n", "", "en.md:1:1 The last section, with the id outro, is missing."],
    [
      "outro too early",
      "## Think {#think}",
      "## Summary {#outro}\n\n## Think {#think}",
      "en.md:25:1 The section outro must be the last one.",
    ],
    [
      "a check that is nowhere",
      "::check{id=web-runs}\n",
      "",
      "en.md:3:1 Check web-runs is shown nowhere; put ::check with its id in the step's text.",
    ],
    [
      "a check twice",
      "::check{id=web-runs}\n",
      "::check{id=web-runs}\n\n::check{id=web-runs}\n",
      "en.md:13:1 Check web-runs is placed twice.",
    ],
    [
      "a check of another step",
      "::check{id=web-runs}\n",
      "::check{id=which-port}\n",
      "en.md:11:1 which-port is no check of this step.",
    ],
    ["no hints", ladder("web-runs"), "", "en.md:3:1 Check web-runs has no hints."],
    [
      "hints twice",
      ladder("web-runs"),
      `${ladder("web-runs")}\n${ladder("web-runs")}`,
      "There are two sets of hints for web-runs.",
    ],
    [
      "hints for nothing",
      "{for=web-runs}",
      "{for=web}",
      "en.md:13:1 The hints are for web, which is no check of this step.",
    ],
  ])("%s", async (_, from, to, expected) => {
    expect((await english(from, to)).lines.join("\n")).toContain(expected);
  });

  it("tells diagrams that there are not, and those of one language only", async () => {
    const misspelt = await english("::check{id=web-runs}", "::diagram{id=layer}\n\n::check{id=web-runs}");
    expect(misspelt.lines).toEqual(["en.md:11:1 There is no diagram layer; did you mean layers?"]);
    const unknown = await english("::check{id=web-runs}", "::diagram{id=kubernetes}\n\n::check{id=web-runs}");
    expect(unknown.lines[0]).toMatch(
      /^en\.md:11:1 There is no diagram kubernetes; expected one of: layers, vm-vs-container/,
    );
    const alone = await english("::check{id=web-runs}", "::diagram{id=layers}\n\n::check{id=web-runs}");
    expect(alone.lines).toEqual(["en.md:3:1 Step run-it: the diagrams differ between the languages: – / layers"]);
    expect(JSON.stringify(alone.lesson?.sections.en)).toContain('{"id":"layers"}');
  });

  it("tells steps in another order", async () => {
    const [intro, ...parts] = EN_MD.split(/^(?=## )/m);
    const swapped = [intro, parts[1], parts[0], parts[2]].join("");
    const { lines, lesson } = await loadChanged({ "en.md": swapped });
    expect(lines).toEqual(["en.md:3:1 Step think comes here, but lesson.yaml has run-it at this place."]);
    expect(lesson).toBeNull();
  });

  it("tells checks of one step in another order", async () => {
    const another =
      "      - id: web-image\n        title: {ko: 이미지, en: Image}\n        when: {kind: image, reference: httpd}\n";
    const placed = (text: string, heading: string) => change(text, heading, `::check{id=web-image}\n\n${heading}`);
    const { lines } = await loadChanged({
      "lesson.yaml": change(LESSON_YAML, "      - id: web-runs\n", `${another}      - id: web-runs\n`),
      "ko.md": placed(KO_MD, "## 생각하기"),
      "en.md": placed(EN_MD, "## Think"),
    });
    expect(lines.filter((line) => line.includes("at this place"))).toEqual([
      "ko.md:11:1 Check web-runs comes here, but lesson.yaml has web-image at this place.",
      "en.md:11:1 Check web-runs comes here, but lesson.yaml has web-image at this place.",
    ]);
  });
});

describe("parity of the languages", () => {
  it.each([
    [
      "another command",
      "--name web httpd:2.4 # starts it",
      "--name wab httpd:2.4",
      "Step run-it: the command differs between the languages: t1: docker run -d --name web httpd:2.4 / t1: docker run -d --name wab httpd:2.4",
    ],
    ["another terminal", "```sh run\n", "```sh run=t2\n", "en.md:7:1 Step run-it: the command differs"],
    [
      "one command more",
      "::check{id=web-runs}",
      "```sh run\ndocker ps\n```\n\n::check{id=web-runs}",
      "Step run-it: 1 commands in Korean, 2 in English.",
    ],
    [
      "a file only here",
      "::check{id=web-runs}",
      "```yaml save=a.yaml\na: 1\n```\n\n::check{id=web-runs}",
      "Step run-it: the files to save differ between the languages: – / a.yaml",
    ],
    [
      "a term only there",
      ":term[container]{id=container}",
      "container",
      "Step run-it: terms used in one language only: container (ko)",
    ],
    [
      "a command only in the outro",
      "Done.",
      "```sh run\ndocker ps\n```",
      "Step outro: 0 commands in Korean, 1 in English.",
    ],
  ])("%s", async (_, from, to, expected) => {
    const { lines, lesson } = await english(from, to);
    expect(lines.join("\n")).toContain(expected);
    expect(lesson).not.toBeNull();
  });

  it("compares saved files without their comments", async () => {
    const withFile = (text: string, comment: string, port: number) =>
      change(
        text,
        "::check{id=web-runs}",
        `\`\`\`yaml save=a.yaml\n# ${comment}\nport: ${port}\n\`\`\`\n\n::check{id=web-runs}`,
      );
    const load = (port: number) =>
      loadChanged({ "ko.md": withFile(KO_MD, "포트", 80), "en.md": withFile(EN_MD, "port", port) });
    expect((await load(80)).codes).toEqual([]);
    expect((await load(81)).codes).toEqual(["paritySaveText"]);
  });

  it("compares the order of checks and hints", async () => {
    const yaml = change(
      LESSON_YAML,
      "  - id: think\n    checks:\n",
      "  - id: think\n    checks:\n      - {id: extra, title: {ko: 가, en: a}, when: {kind: image, reference: x}}\n",
    );
    const extra = "::check{id=extra}\n";
    const extraLadder = ladder("which-port").replace("for=which-port", "for=extra");
    const first = (text: string) =>
      change(text, "::check{id=which-port}\n", `${extra}\n${extraLadder}\n::check{id=which-port}\n`);
    const last = (text: string) => change(text, "## Summary", `${extra}\n${extraLadder}\n## Summary`);
    const { codes } = await loadChanged({ "lesson.yaml": yaml, "ko.md": first(KO_MD), "en.md": last(EN_MD) });
    expect(codes).toEqual(expect.arrayContaining(["parityChecks", "parityHints"]));
  });

  it.each([
    ["docker ps # 목록", "docker ps"],
    ["# 목록\ndocker ps", "docker ps"],
    ["echo 'a # b' # c", "echo 'a # b'"],
    ['echo "it\'s # \\" x" # c', 'echo "it\'s # \\" x"'],
    ["echo a#b", "echo a#b"],
    ["echo \\# b", "echo \\# b"],
  ])("comments of %j", (command, expected) => {
    expect(withoutComments(command)).toBe(expected);
  });
});

describe("habits of text", () => {
  const codes = (locale: "ko" | "en", text: string) => {
    const list = new ProblemList("x.md");
    lintProse([{ text, place: { line: 1, column: 1 } }], locale, list);
    return list.problems.map((problem) => problem.code);
  };
  it.each([
    ["컨테이너는 프로세스다.", ["koPlainStyle"]],
    ["이미지를 받는다. 그다음 실행합니다.", ["koPlainStyle"]],
    ["이미지를 받아요.", ["koYoStyle"]],
    ["이미지를 받을까요?", ["koYoStyle"]],
    ["이미지를 받습니다. 실행해 보세요. 함께 봅시다! 무엇입니까?", []],
    ["설정이 필요. 이름표", []],
    ["목록을  봅니다.", ["doubleBlank"]],
    ["목록을 봅니다．", ["fullwidth"]],
    ["목록（list）을 봅니다.", ["fullwidth"]],
    ["목록 , 이름을 봅니다.", ["blankBeforePunctuation"]],
    ["The image is read only here.", ["koEnglishOnly"]],
    ["Docker Hub", []],
    ["`x` `x` `x`", []],
  ])("ko %j", (text, expected) => {
    expect(codes("ko", text)).toEqual(expected);
  });
  it.each([
    ["Look at the list.", []],
    ["Look at 목록.", ["enHangul"]],
    ["Look  at it.", ["doubleBlank"]],
  ])("en %j", (text, expected) => {
    expect(codes("en", text)).toEqual(expected);
  });
  it("are judged in lesson.yaml too, as warnings at their line", async () => {
    const { problems, lesson } = await loadChanged({
      "lesson.yaml": change(LESSON_YAML, "웹 서버를 띄웁니다.", "웹 서버를 띄운다."),
    });
    expect(problems).toMatchObject([{ code: "koPlainStyle", severity: "warning", line: 3, column: 15 }]);
    expect(lesson).not.toBeNull();
  });
});

describe("Korean words of the glossary", () => {
  const korean = async (from: string, to: string) =>
    (await loadChanged({ "ko.md": change(KO_MD, from, to) })).problems.map((problem) =>
      toProblemLine(problem, "en").replace(/^.*040-web\//, ""),
    );

  it("warns of words to avoid, the longest first, outside of code and inside of longer words not", async () => {
    expect(await korean("머리말입니다.", "콘테이너를 봅니다.")).toEqual([
      "ko.md:1:1 Korean texts say 컨테이너(container), not 콘테이너.",
    ]);
    expect(await korean("머리말입니다.", "콘테이너 상자를 봅니다.")).toEqual([
      "ko.md:1:1 Korean texts say 컨테이너(container), not 콘테이너 상자.",
    ]);
    expect(await korean("머리말입니다.", "`콘테이너`와 대콘테이너를 봅니다.")).toEqual([]);
  });

  it("warns of them in lesson.yaml and in the glossary itself", async () => {
    const { problems } = await loadChanged({
      "lesson.yaml": change(LESSON_YAML, "이름이 없습니다.", "콘테이너입니다."),
    });
    expect(problems.map(({ code, severity, line }) => [code, severity, line])).toEqual([["koAvoid", "warning", 16]]);
    const { root } = await writeLessons({ "glossary.yaml": change(GLOSSARY_YAML, "격리된 프로세스", "콘테이너") });
    expect((await loadCourses(root)).problems.map(({ code, line }) => [code, line])).toEqual([["koAvoid", 2]]);
  });

  it("wants the English in brackets at a term's first use, and only there", async () => {
    const term = ":term[컨테이너(container)]{id=container}";
    expect(await korean(term, ":term[컨테이너]{id=container}")).toEqual([
      "ko.md:5:1 The first 컨테이너 of the lesson needs the English in brackets, such as 이미지(image).",
    ]);
    expect(
      await korean("::check{id=web-runs}", ":term[컨테이너]{id=container}가 또 있습니다.\n\n::check{id=web-runs}"),
    ).toEqual([]);
    expect(await korean(term, ":term[PID 1]{id=container}")).toEqual([]);
  });
});
