import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { change, EN_MD, LESSON_YAML, TOPICS_YAML, writeLessons } from "./lesson.fixture";
import { type LessonsCommandContext, runLessonsCommand } from "./run-lessons-command";

async function run(
  args: string[],
  files: Record<string, string | null> = {},
  context: Partial<LessonsCommandContext> = {},
) {
  const written = await writeLessons(files);
  const lines: string[] = [];
  const code = await runLessonsCommand(
    args.map((arg) => arg.replace("ROOT", written.root)),
    { ...context, root: written.root, write: (line) => lines.push(line) },
  );
  return { code, lines };
}

describe("npm run lessons", () => {
  it("says that all is well", async () => {
    expect(await run(["check"])).toEqual({ code: 0, lines: ["1 courses, 1 lessons, 2 steps: 0 errors, 0 warnings"] });
  });

  it("names file, line and column, and fails on errors", async () => {
    const { code, lines } = await run(["check"], {
      "docker/040-web/en.md": change(EN_MD, "::check{id=web-runs}", "<b>x</b>"),
    });
    expect(code).toBe(1);
    expect(lines[0]).toMatch(new RegExp(`^error {3}.*${path.join("040-web", "en.md")}:11:1 HTML is not used`));
    expect(lines.at(-1)).toContain("3 errors, 0 warnings");
  });

  it("tells images that the hub doesn't have", async () => {
    const yaml = change(
      LESSON_YAML,
      "images: {needs: [httpd:2.4]}",
      "images: {needs: [httpd:2.4], absent: [httpd, redis]}",
    );
    const files = { "docker/040-web/lesson.yaml": yaml };
    const hubImages = async () => ["httpd:latest", "httpd:2.4", "debian:13"];
    const { code, lines } = await run(["check"], files, { hubImages });
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/lesson\.yaml:5:46 The hub has no image redis; it has: debian, httpd\.$/);
    const all = { "docker/040-web/lesson.yaml": change(yaml, "[httpd, redis]", "[all, debian:13]") };
    expect((await run(["check"], all, { hubImages })).code).toBe(0);
  });

  it("does not fail on warnings", async () => {
    const { code, lines } = await run(["check"], { "docker/040-web/en.md": change(EN_MD, "Done.", "All  done.") });
    expect([code, lines[0]?.slice(0, 7)]).toEqual([0, "warning"]);
  });

  it("ends with one line of JSON, in both languages", async () => {
    const { code, lines } = await run(["check", "--json"], {
      "docker/040-web/en.md": change(EN_MD, "Done.", "All  done."),
    });
    const told = JSON.parse(lines.at(-1) ?? "");
    expect(told).toMatchObject({
      lessons: 1,
      steps: 2,
      problems: [{ code: "doubleBlank", severity: "warning", line: 43, column: 1 }],
    });
    expect(told.problems[0].message).toEqual({
      ko: "빈칸이 두 번 이어집니다: All  done.",
      en: "Two blanks in a row: All  done.",
    });
    expect(code).toBe(0);
  });

  it.each(["docker/web", "B4", "ROOT/docker/040-web", "ROOT/docker/040-web/"])("takes a lesson as %s", async (name) => {
    expect((await run(["check", name])).code).toBe(0);
  });

  it("speaks Korean when asked", async () => {
    expect((await run(["check", "--ko"], { "docker/040-web/ko.md": null })).lines[0]).toContain(
      "파일이 없습니다: ko.md",
    );
  });

  it.each([[[]], [["chekc"]], [["check", "--jsn"]], [["check", "docker/none"]], [["prove", "--runs=0"]], [["prove"]]])(
    "refuses %j",
    async (args) => {
      expect((await run(args)).code).toBe(2);
    },
  );

  it("proves on the bench it is given, and closes it", async () => {
    let isClosed = false;
    const openBench: LessonsCommandContext["openBench"] = async () => ({
      startSandbox: async () => ({}),
      stopSandbox: async () => {},
      runScript: async () => ({ exitCode: 0, stdout: "" }),
      evaluateAll: async (_, checks) =>
        new Map(checks.map((check) => [check.id, { status: "not-yet", observations: [] }])),
      timeCheck: async () => 0,
      close: async () => {
        isClosed = true;
      },
    });
    const { code, lines } = await run(["prove", "--runs=1"], {}, { openBench });
    expect([code, isClosed]).toEqual([1, true]);
    expect(lines[0]).toContain("docker/web NOT PROVED");
    expect(lines[0]).toContain("FAILED  1    solution");
  });

  it("proves every solution before the wrong states when there are only so many minutes", async () => {
    const scripts: string[] = [];
    const openBench: LessonsCommandContext["openBench"] = async () => ({
      startSandbox: async () => ({}),
      stopSandbox: async () => {},
      runScript: async (_, { name }) => {
        scripts.push(name);
        return { exitCode: 0, stdout: "" };
      },
      evaluateAll: async () => new Map(),
      timeCheck: async () => 0,
      close: async () => {},
    });
    const { lines } = await run(["prove", "--runs=1", "--minutes=9", "--json"], {}, { openBench });
    expect(scripts.at(-1)).toBe("no-name.sh");
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ leftOut: 0 });
  });

  it("times the checks that have passed when asked", async () => {
    let looks = 0;
    const openBench: LessonsCommandContext["openBench"] = async () => ({
      startSandbox: async () => ({}),
      stopSandbox: async () => {},
      runScript: async () => ({ exitCode: 0, stdout: "" }),
      evaluateAll: async (_, checks) => {
        looks += 1;
        const status = looks === 1 ? "not-yet" : "passed";
        return new Map(checks.map((check) => [check.id, { status, observations: [] }]));
      },
      timeCheck: async () => 41.6,
      close: async () => {},
    });
    const { lines } = await run(["prove", "--runs=1", "--time", "--json"], {}, { openBench });
    expect(lines[0]).toMatch(/web-runs .* passed in 42 ms/);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      lookMs: { p50: 42, p95: 42, max: 42, n: 1, slowest: "docker/web web-runs" },
    });
  });
});

describe("npm run lessons -- coverage", () => {
  async function written() {
    const folder = await mkdtemp(path.join(os.tmpdir(), "naru-coverage-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const coverageFile = path.join(folder, "coverage.md");
    expect((await run(["coverage", "--write"], {}, { coverageFile })).code).toBe(0);
    return { coverageFile, page: await readFile(coverageFile, "utf8") };
  }

  it("writes which step teaches each topic, and what is open, by the lesson meant for it", async () => {
    const { page } = await written();
    expect(page).toContain("- 1 of 6 topics of the documents are taught.");
    expect(page).toContain("- 0 of 1 topics that the lessons add are taught.");
    expect(page).toContain("| `docker run` run it | 000 001 | [B4 run-it](../lessons/docker/040-web/en.md) |");
    expect(page).toContain("| two web servers (today: httpd) | 004 | not yet (B10) |");
    expect(page.match(/^- \*\*.*$/gm)).toEqual([
      "- **B3**: `docker-run-d`, `docker-logs`, `container`",
      "- **B4**: `docker-run-p`, `docker-port`",
      "- **B10**: `exercise-web`",
    ]);
  });

  it("is content with a current page, and fails on a stale or missing one", async () => {
    const { coverageFile, page } = await written();
    expect((await run(["coverage"], {}, { coverageFile })).code).toBe(0);
    expect((await run(["check"], {}, { coverageFile })).code).toBe(0);
    const files = { "docker/040-web/lesson.yaml": change(LESSON_YAML, "[docker-run]", "[docker-run, docker-logs]") };
    for (const verb of ["coverage", "check"]) {
      const { code, lines } = await run([verb], files, { coverageFile });
      expect([code, lines[0]]).toEqual([1, expect.stringContaining("coverage --write")]);
    }
    expect(await readFile(coverageFile, "utf8")).toBe(page);
    await rm(coverageFile);
    expect((await run(["coverage"], {}, { coverageFile })).code).toBe(1);
  });

  it("looks at the page only when all lessons are looked at", async () => {
    const context = { coverageFile: "/nowhere/coverage.md" };
    expect((await run(["check", "docker/web"], {}, context)).code).toBe(0);
    expect((await run(["check"], {}, context)).code).toBe(1);
  });

  it("tells what is wrong with topics.yaml, and blames no lesson for it", async () => {
    const broken = `${TOPICS_YAML}bad: {kind: term, command: x, ko: 가, en: a, seeds: ["005"], lesson: B4}\n`;
    const { code, lines } = await run(["check"], { "topics.yaml": broken });
    expect(code).toBe(1);
    expect(lines[0]).toContain("topics.yaml:8:53 bad.seeds[0]: 005 is not known; expected one of: 000, 001");
    expect(lines[1]).toContain("bad.command: unknown field; expected one of: kind, ko, en, seeds, lesson, taughtAs");
    expect(lines).toHaveLength(3);
  });
});
