import { readFile } from "node:fs/promises";
import { z } from "zod";

export interface Counts {
  passed: number;
  failed: number;
  /** What failed, a line each, to be told once more at the end of a long run. */
  failures?: string[];
}

const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
});

const playwrightErrorSchema = z.object({ message: z.string().default("") });

interface PlaywrightSuite {
  specs?: { title: string; ok: boolean; tests: { results: { error?: { message: string } }[] }[] }[];
  suites?: PlaywrightSuite[];
}

const playwrightSuiteSchema: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    specs: z
      .array(
        z.object({
          title: z.string(),
          ok: z.boolean(),
          tests: z.array(z.object({ results: z.array(z.object({ error: playwrightErrorSchema.optional() })) })),
        }),
      )
      .optional(),
    suites: z.array(playwrightSuiteSchema).optional(),
  }),
);

const playwrightSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(playwrightErrorSchema).default([]),
  suites: z.array(playwrightSuiteSchema).default([]),
});

/** Counts of vitest's JSON report. A file that could not even be loaded has no failed test and is one failure. */
export function countVitest(json: unknown): Counts {
  const report = vitestSchema.parse(json);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    failures: [
      ...broken.map(({ name, message }) => toFailureLine(name, message)),
      ...tests
        .filter(({ status }) => status === "failed")
        .map(({ fullName, failureMessages }) => toFailureLine(fullName, failureMessages[0])),
    ],
  };
}

/** Counts of Playwright's JSON report. A test that passed at a second try has failed: we do not retry to be green. */
export function countPlaywright(json: unknown): Counts {
  const { stats, errors, suites } = playwrightSchema.parse(json);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    failures: [
      ...errors.map(({ message }) => toFailureLine("outside the tests", message)),
      ...suites.flatMap(findFailedSpecs),
    ],
  };
}

function findFailedSpecs({ specs = [], suites = [] }: PlaywrightSuite): string[] {
  const failed = specs.filter(({ ok }) => !ok);
  return [
    ...failed.map(({ title, tests }) => {
      const results = tests.flatMap((test) => test.results);
      return toFailureLine(title, results.find(({ error }) => error)?.error?.message);
    }),
    ...suites.flatMap(findFailedSpecs),
  ];
}

/** The colours a terminal would show, which a log does not. */
const COLOURS = /\u001b\[[\d;]*m/g;
const LONGEST_FAILURE = 400;

function toFailureLine(title: string, message = ""): string {
  const text = message.replace(COLOURS, "").replace(/\n\s+at .*/s, "");
  return `${title}: ${text.replace(/\s+/g, " ").trim()}`.slice(0, LONGEST_FAILURE);
}

const proofSchema = z.object({ passed: z.number().int(), failed: z.number().int() });

/** Counts of `lessons prove --json`, whose last line tells them; a proof that crashed or looked at nothing has failed. */
export function countProof({ exitCode, output }: { exitCode: number; output: string }): Counts {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  let json: unknown;
  try {
    json = JSON.parse(last);
  } catch {
    return { passed: 0, failed: 1 };
  }
  const { success, data } = proofSchema.safeParse(json);
  if (!success) return { passed: 0, failed: 1 };
  const isHidden = data.failed === 0 && (exitCode !== 0 || data.passed === 0);
  return { passed: data.passed, failed: data.failed + (isHidden ? 1 : 0), failures: findFailedRows(output) };
}

/** The rows of the proofs' tables that are marked as failed, each behind its lesson. */
function findFailedRows(output: string): string[] {
  const failed: string[] = [];
  let lesson = "";
  for (const line of output.split("\n")) {
    lesson = /^(?<lesson>\S+) (?:NOT PROVED|proved)/.exec(line)?.groups?.lesson ?? lesson;
    if (line.startsWith("FAILED ")) failed.push(toFailureLine(lesson, line.slice("FAILED ".length)));
  }
  return failed;
}

/** Of the same line, what the proof had no time for; undefined where that is nothing. */
export function countLeftOut({ output }: { output: string }): string | undefined {
  const { leftOut } = /"leftOut":(?<leftOut>[1-9]\d*)/.exec(output.trimEnd().split("\n").at(-1) ?? "")?.groups ?? {};
  return leftOut === undefined ? undefined : `${leftOut} wrong states not looked at for want of time`;
}

/** What a run came to: its report's counts, and one failure more when it crashed or ran nothing without the report saying so. */
export async function readCounts(file: string, count: (json: unknown) => Counts, exitCode: number): Promise<Counts> {
  try {
    const counts = count(JSON.parse(await readFile(file, "utf8")));
    const isHidden = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
    return { ...counts, failed: counts.failed + (isHidden ? 1 : 0) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
