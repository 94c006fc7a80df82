import { describe, expect, it } from "vitest";
import type { Check, Verdict } from "../shared/check";
import { change, LESSON_YAML, SOLUTION_SH, writeLessons } from "./lesson.fixture";
import { loadCourses } from "./load-courses";
import { toProofTable } from "./proof-report";
import { type ProofBench, parseAnswers, proveLesson } from "./prove";

/** A computer that knows two commands: enough to tell whether the proof asks in the right order. */
interface ToyBox {
  containers: string[];
  stopped: boolean;
}

function createBench(
  judge: (check: Check, box: ToyBox, answer: readonly string[] | undefined) => Verdict = judgeHonestly,
) {
  const boxes: ToyBox[] = [];
  const scripts: string[] = [];
  const bench: ProofBench<ToyBox> = {
    async startSandbox() {
      const box = { containers: [], stopped: false };
      boxes.push(box);
      return box;
    },
    async stopSandbox(box) {
      box.stopped = true;
    },
    async runScript(box, script) {
      scripts.push(script.name);
      let stdout = "";
      for (const line of script.text.split("\n")) {
        if (line.startsWith("docker run")) box.containers.push(/--name (\w+)/.exec(line)?.[1] ?? "");
        if (line.startsWith("docker rm ")) box.containers = [];
        stdout += `${/^echo "(.*)"$/.exec(line)?.[1] ?? ""}\n`;
      }
      return { exitCode: script.text.includes("exit 3") ? 3 : 0, stdout };
    },
    async evaluateAll(box, checks, answers) {
      return new Map(checks.map((check) => [check.id, judge(check, box, answers.get(check.id))]));
    },
    timeCheck: async () => 12.4,
  };
  return { bench, boxes, scripts };
}

const verdict = (isPassed: boolean): Verdict => ({
  status: isPassed ? "passed" : "not-yet",
  observations: isPassed ? [] : [{ key: "container.missing", params: {} }],
});

function judgeHonestly(check: Check, box: ToyBox, answer: readonly string[] | undefined): Verdict {
  if (check.when.kind === "choice") {
    const right = check.when.options.filter((option) => option.correct).map((option) => option.id);
    return verdict(answer?.join() === right.join());
  }
  if (box.containers.includes("web")) return verdict(true);
  const mistake = check.mistakes[0];
  return {
    ...verdict(false),
    ...(box.containers.length > 0 && mistake && { mistake: { id: mistake.id, message: mistake.message } }),
  };
}

async function prove(files: Record<string, string>, judge?: Parameters<typeof createBench>[0]) {
  const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`docker/040-web/${name}`, text]));
  const written = await writeLessons(named);
  const lesson = (await loadCourses(written.root)).courses[0]?.lessons[0]?.lesson;
  if (!lesson) throw new Error("the lesson of the test is broken");
  const made = createBench(judge);
  const report = await proveLesson(made.bench, lesson);
  const failed = report.rows
    .filter((row) => !row.isOk)
    .map(({ run, part, check, finding }) => `${run} ${part} ${check}: ${finding}`);
  return { report, failed, ...made };
}

describe("the proof of a lesson", () => {
  it("runs twice: untouched, solved step by step, every wrong state", async () => {
    const { report, failed, boxes, scripts } = await prove({});
    expect(failed).toEqual([]);
    expect(report.isProved).toBe(true);
    expect(report.rows.map(({ run, part, check, finding }) => [run, part, check, finding]).slice(0, 5)).toEqual([
      [1, "untouched", "web-runs", "not-yet: container.missing"],
      [1, "untouched", "which-port", "not-yet: nothing answered"],
      [1, "solution", "web-runs", "passed"],
      [1, "solution", "which-port", "passed"],
      [1, "wrong/no-name.sh", "web-runs", "not-yet: mistake no-name, container.missing"],
    ]);
    expect(scripts.slice(0, 3)).toEqual(["solution.sh (run-it)", "solution.sh (think)", "no-name.sh"]);
    expect(boxes).toHaveLength(4);
    expect(boxes.every((box) => box.stopped)).toBe(true);
    expect(toProofTable(report)).toMatch(/^ {2,}run {2}part/);
  });

  it("begins no wrong state once its time is over, and counts those left out", async () => {
    const written = await writeLessons({});
    const lesson = (await loadCourses(written.root)).courses[0]?.lessons[0]?.lesson;
    if (!lesson) throw new Error("the lesson of the test is broken");
    const late = await proveLesson(createBench().bench, lesson, { runs: 1, until: 0 });
    expect([late.isProved, late.leftOut, late.rows.some(({ part }) => part.startsWith("wrong"))]).toEqual([
      true,
      1,
      false,
    ]);
    const solution = await proveLesson(createBench().bench, lesson, { runs: 1, scope: "solution" });
    expect([solution.leftOut, solution.rows.length]).toEqual([0, 4]);
    const wrong = await proveLesson(createBench().bench, lesson, { runs: 1, scope: "wrong" });
    expect(wrong.rows.map(({ part }) => part)).toEqual(["wrong/no-name.sh"]);
  });

  it("keeps what passed when a later step takes it away", async () => {
    const { failed } = await prove({
      "solution.sh": SOLUTION_SH.replace("# step: think", "# step: think\ndocker rm -f web"),
    });
    expect(failed).toEqual([]);
  });

  it("looks inside a step where the script says so", async () => {
    const within = "# step: run-it\ndocker run --name web x\n# look\ndocker rm -f web\n# step: think\n";
    expect((await prove({ "solution.sh": within })).failed).toEqual([]);
    expect((await prove({ "solution.sh": within.replace("# look\n", "") })).failed).toContain(
      "1 solution web-runs: not-yet: container.missing",
    );
  });

  it("does without markers, and answers choices itself", async () => {
    expect((await prove({ "solution.sh": "docker run --name web x\n" })).failed).toEqual([]);
  });

  it("fails a check that passes untouched, or that could not be looked at", async () => {
    const passing = await prove({}, () => verdict(true));
    expect(passing.failed).toContain("1 untouched web-runs: passed");
    const unknown = await prove({}, (check) =>
      check.when.kind === "choice" ? verdict(true) : { status: "unknown", observations: [] },
    );
    expect(unknown.failed).toContain("1 untouched web-runs: unknown");
    expect(unknown.failed).toContain("1 solution web-runs: unknown");
    expect(unknown.failed).toContain("1 solution which-port: passed (after web-runs)");
  });

  it("fails a solution that does not solve, or ends badly", async () => {
    expect((await prove({ "solution.sh": "docker run --name wab x\n" })).failed).toContain(
      "1 solution web-runs: not-yet: mistake no-name, container.missing",
    );
    expect((await prove({ "solution.sh": "docker run --name web x\nexit 3\n" })).failed).toContain(
      "1 solution (all): exit 3",
    );
  });

  it("fails a wrong answer of the solution", async () => {
    expect((await prove({ "solution.sh": SOLUTION_SH.replace("a80", "a22") })).failed).toContain(
      "1 solution which-port: not-yet: container.missing",
    );
  });

  it("fails a wrong state that passes, or is told something else", async () => {
    expect((await prove({ "wrong/no-name.sh": "docker run --name web x\n" })).failed).toContain(
      "1 wrong/no-name.sh web-runs: passed",
    );
    expect((await prove({ "wrong/no-name.sh": "true\n" })).failed).toContain(
      "1 wrong/no-name.sh web-runs: not-yet: container.missing",
    );
    const expecting = change(LESSON_YAML, "mistake: no-name, script", "expect: container.not-running, script");
    expect((await prove({ "lesson.yaml": expecting })).failed).toHaveLength(2);
  });

  it("solves the steps before a wrong state's own", async () => {
    const wrong = `${LESSON_YAML}  - {check: which-port, script: other-port.sh}\n`;
    const { failed, scripts } = await prove({
      "lesson.yaml": wrong,
      "wrong/other-port.sh": 'echo "naru-answer which-port a22"\n',
    });
    expect(failed).toEqual([]);
    expect(scripts.slice(3, 5)).toEqual(["solution.sh (run-it)", "other-port.sh"]);
  });

  it("stops the sandbox when the bench fails", async () => {
    const written = await writeLessons();
    const lesson = (await loadCourses(written.root)).courses[0]?.lessons[0]?.lesson;
    const { bench, boxes } = createBench(() => {
      throw new Error("engine gone");
    });
    await expect(lesson && proveLesson(bench, lesson)).rejects.toThrow("engine gone");
    expect(boxes.map((box) => box.stopped)).toEqual([true]);
  });

  it("reads answers from lines of output", () => {
    expect(parseAnswers("x\nnaru-answer a-b two words \r\nnaru-answer\n naru-answer c d\nnaru-answer e 5")).toEqual([
      { check: "a-b", value: "two words" },
      { check: "e", value: "5" },
    ]);
  });
});
