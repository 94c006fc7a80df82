import { readFile } from "node:fs/promises";
import { z } from "zod";

export interface Counts {
  passed: number;
  failed: number;
}

const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

const playwrightSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()).default([]),
});

/** Counts of vitest's JSON report. A file that could not even be loaded has no failed test and is one failure. */
export function countVitest(json: unknown): Counts {
  const report = vitestSchema.parse(json);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** Counts of Playwright's JSON report. A test that passed at a second try has failed: we do not retry to be green. */
export function countPlaywright(json: unknown): Counts {
  const { stats, errors } = playwrightSchema.parse(json);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
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
  return { passed: data.passed, failed: data.failed + (isHidden ? 1 : 0) };
}

/** Of the same line, what the proof had no time for; undefined where that is nothing. */
export function countLeftOut({ output }: { output: string }): string | undefined {
  const { leftOut } = /"leftOut":(?<leftOut>[1-9]\d*)/.exec(output.trimEnd().split("\n").at(-1) ?? "")?.groups ?? {};
  return leftOut === undefined ? undefined : `${leftOut} wrong states not looked at for want of time`;
}

/** What a run came to: its report's counts, and one failure more when it crashed or ran nothing without the report saying so. */
export async function readCounts(file: string, count: (json: unknown) => Counts, exitCode: number): Promise<Counts> {
  try {
    const { passed, failed } = count(JSON.parse(await readFile(file, "utf8")));
    const isHidden = failed === 0 && (exitCode !== 0 || passed === 0);
    return { passed, failed: failed + (isHidden ? 1 : 0) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
