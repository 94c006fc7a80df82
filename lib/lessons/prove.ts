import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Check, Verdict } from "../shared/check";
import type { Lesson, LessonDefinition } from "./lesson";
import { type ProofReport, type ProofRow, toFinding } from "./proof-report";
import { normalizeSource } from "./read-source";
import type { WrongState } from "./schema";
import { splitSolution } from "./solution-script";

export type { ProofReport, ProofRow } from "./proof-report";

export interface ProofScript {
  /** Name for messages, such as `solution.sh (pull)`. */
  name: string;
  /** A whole bash script; run as the student in ~/work. */
  text: string;
}

/** Raw verdicts by check id; `after` is not the bench's business. */
export type ProofVerdicts = ReadonlyMap<string, Verdict>;

/** The real thing the proof works on; the caller brings it, so that this file knows no engine. */
export interface ProofBench<Sandbox> {
  /** A fresh sandbox with the lesson's files and images, ready to work in. */
  startSandbox(lesson: LessonDefinition, signal?: AbortSignal): Promise<Sandbox>;
  stopSandbox(sandbox: Sandbox): Promise<void>;
  runScript(sandbox: Sandbox, script: ProofScript, signal?: AbortSignal): Promise<{ exitCode: number; stdout: string }>;
  /** Judges the checks now. `answers`: what was typed, or the ids of the chosen options; only checks with one are asked. */
  evaluateAll(
    sandbox: Sandbox,
    checks: readonly Check[],
    answers: ReadonlyMap<string, readonly string[]>,
    signal?: AbortSignal,
  ): Promise<ProofVerdicts>;
  /** How long one check takes to judge alone, with nothing known beforehand: milliseconds, the shortest of a few looks. */
  timeCheck(
    sandbox: Sandbox,
    check: Check,
    answer: readonly string[] | undefined,
    signal?: AbortSignal,
  ): Promise<number>;
}

export interface ProofOptions {
  /** Twice unless said: what passes once may pass by luck. */
  runs?: number;
  /** Also times each check once it has passed. */
  isTimed?: boolean;
  /** Only the way from the untouched start through the solution, or only the wrong states; both unless said. */
  scope?: "solution" | "wrong";
  /** When to begin no further wrong state, as Date.now() tells time; those left out are counted. */
  until?: number;
  signal?: AbortSignal;
  onRow?: (row: ProofRow) => void;
}

/**
 * Proves one lesson: an untouched start passes nothing, solution.sh passes everything, each wrong state is told what is meant
 * for it. Throws only when the bench itself fails.
 */
export async function proveLesson<Sandbox>(
  bench: ProofBench<Sandbox>,
  lesson: Lesson,
  options: ProofOptions = {},
): Promise<ProofReport> {
  const { runs = 2, isTimed = false, scope, until = Number.POSITIVE_INFINITY, signal, onRow } = options;
  const rows: ProofRow[] = [];
  let leftOut = 0;
  const parts = splitSolution(await readScript(lesson, "solution.sh"));
  for (let run = 1; run <= runs; run++) {
    const add = (row: Omit<ProofRow, "run">) => {
      const full = { run, ...row };
      rows.push(full);
      onRow?.(full);
    };
    if (scope !== "wrong") {
      await withSandbox(bench, lesson, signal, async (sandbox) => {
        const student = new Student(bench, sandbox, lesson, signal);
        await proveUntouched(student, add);
        await proveSolution(student, parts, add, isTimed);
      });
    }
    if (scope === "solution") continue;
    for (const wrong of lesson.file.wrong) {
      if (Date.now() >= until) {
        leftOut += 1;
        continue;
      }
      const script = await readScript(lesson, `wrong/${wrong.script}`);
      await withSandbox(bench, lesson, signal, (sandbox) =>
        proveWrongState(new Student(bench, sandbox, lesson, signal), parts, wrong, script, add),
      );
    }
  }
  return { lesson: lesson.id, runs, isProved: rows.every((row) => row.isOk), leftOut, rows };
}

type Add = (row: Omit<ProofRow, "run">) => void;
type Parts = ReturnType<typeof splitSolution>;

async function proveUntouched<Sandbox>(student: Student<Sandbox>, add: Add): Promise<void> {
  const verdicts = await student.look();
  for (const check of student.lesson.definition.checks) {
    const seen = toFinding(verdicts.get(check.id));
    const isPassed = student.passed.has(check.id);
    // what holds on an untouched sandbox is right where it may only pass after something that does not hold yet
    const finding = seen === "passed" && !isPassed ? `held back by ${check.after.join(", ")}` : seen;
    add({ part: "untouched", check: check.id, expected: "not-yet", finding, isOk: !isPassed && seen !== "unknown" });
  }
  student.passed.clear();
}

async function proveSolution<Sandbox>(
  student: Student<Sandbox>,
  parts: Parts,
  add: Add,
  isTimed: boolean,
): Promise<void> {
  const { steps } = student.lesson.definition;
  for (const [index, part] of parts.entries()) {
    const exitCode = await student.runPart(part);
    if (exitCode !== 0) {
      add({
        part: "solution",
        check: `(${part.step ?? "all"})`,
        expected: "exit 0",
        finding: `exit ${exitCode}`,
        isOk: false,
      });
    }
    const verdicts = await student.look();
    const isLastOfStep = parts[index + 1]?.step !== part.step || index === parts.length - 1;
    if (!isLastOfStep) continue;
    for (const step of steps.filter(({ id }) => part.step === null || id === part.step)) {
      for (const check of step.checks) {
        const isOk = student.passed.has(check.id);
        const open = check.after.filter((id) => !student.passed.has(id));
        const blocked = open.length > 0 ? ` (after ${open.join(", ")})` : "";
        add({
          part: "solution",
          check: check.id,
          expected: "passed",
          finding: isOk ? "passed" : `${toFinding(verdicts.get(check.id))}${blocked}`,
          isOk,
          ...(isTimed && isOk && check.when.kind !== "choice" ? { lookMs: await student.time(check) } : {}),
        });
      }
    }
  }
}

/** The steps before the wrong state's own are solved first: its script begins where a student of that step stands. */
async function proveWrongState<Sandbox>(
  student: Student<Sandbox>,
  parts: Parts,
  wrong: WrongState,
  script: string,
  add: Add,
): Promise<void> {
  const { steps } = student.lesson.definition;
  const at = steps.findIndex((step) => step.checks.some((check) => check.id === wrong.check));
  const before = new Set(steps.slice(0, at).map((step) => step.id));
  for (const part of parts.filter(({ step }) => step !== null && before.has(step))) {
    await student.runPart(part);
    await student.look();
  }
  await student.run({ name: wrong.script, text: script });
  const verdict = (await student.look()).get(wrong.check);
  const expected = [wrong.mistake && `mistake ${wrong.mistake}`, wrong.expect].filter(Boolean).join(" + ") || "not-yet";
  const isOk =
    verdict?.status === "not-yet" &&
    !student.passed.has(wrong.check) &&
    (!wrong.mistake || verdict.mistake?.id === wrong.mistake) &&
    (!wrong.expect || verdict.observations.some((observation) => observation.key === wrong.expect));
  add({ part: `wrong/${wrong.script}`, check: wrong.check, expected, finding: toFinding(verdict), isOk });
}

/** One student in one sandbox: what was answered and what has passed, which stays passed. */
class Student<Sandbox> {
  readonly passed = new Set<string>();
  readonly #answers = new Map<string, string[]>();

  constructor(
    readonly bench: ProofBench<Sandbox>,
    readonly sandbox: Sandbox,
    readonly lesson: Lesson,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** Runs one part of the solution; choices of its step are answered rightly unless the script said otherwise. */
  async runPart(part: Parts[number]): Promise<number> {
    const exitCode = await this.run({ name: `solution.sh (${part.step ?? "all"})`, text: part.text });
    for (const step of this.lesson.definition.steps) {
      if (part.step !== null && step.id !== part.step) continue;
      for (const { id, when } of step.checks) {
        if (when.kind !== "choice" || this.#answers.has(id)) continue;
        this.#answers.set(
          id,
          when.options.flatMap((option) => (option.correct ? [option.id] : [])),
        );
      }
    }
    return exitCode;
  }

  async run(script: ProofScript): Promise<number> {
    const { exitCode, stdout } = await this.bench.runScript(this.sandbox, script, this.signal);
    for (const { check, value } of parseAnswers(stdout)) {
      const isChoice = this.lesson.definition.checks.find(({ id }) => id === check)?.when.kind === "choice";
      this.#answers.set(check, isChoice ? value.split(/[\s,]+/).filter(Boolean) : [value]);
    }
    return exitCode;
  }

  /** Judges every check that has not passed; one passes only when those it comes after have. */
  async look(): Promise<ProofVerdicts> {
    const asked = this.lesson.definition.checks.filter(({ id, when }) => {
      const isQuestion = when.kind === "answer" || when.kind === "choice";
      return !this.passed.has(id) && (!isQuestion || this.#answers.has(id));
    });
    const verdicts = await this.bench.evaluateAll(this.sandbox, asked, this.#answers, this.signal);
    // A check only names earlier ones, so one walk in their order is enough.
    for (const { id, after } of asked) {
      if (verdicts.get(id)?.status === "passed" && after.every((other) => this.passed.has(other))) this.passed.add(id);
    }
    return verdicts;
  }

  time(check: Check): Promise<number> {
    return this.bench.timeCheck(this.sandbox, check, this.#answers.get(check.id), this.signal);
  }
}

/** Lines `naru-answer CHECK-ID VALUE` of a script's output. */
export function parseAnswers(stdout: string): { check: string; value: string }[] {
  return stdout.split(/\r?\n/).flatMap((line) => {
    const [, check, value] = /^naru-answer ([a-z][a-z0-9-]*)[ \t]+(.*)$/.exec(line) ?? [];
    return check && value !== undefined ? [{ check, value: value.trim() }] : [];
  });
}

async function withSandbox<Sandbox>(
  bench: ProofBench<Sandbox>,
  lesson: Lesson,
  signal: AbortSignal | undefined,
  work: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await bench.startSandbox(lesson.definition, signal);
  try {
    await work(sandbox);
  } finally {
    await bench.stopSandbox(sandbox);
  }
}

async function readScript(lesson: Lesson, name: string): Promise<string> {
  return normalizeSource(await readFile(path.join(lesson.folder, name), "utf8"));
}
