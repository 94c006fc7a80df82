import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { countVitest, readCounts } from "./counts";
import type { PartResult } from "./parts";
import { runCaptured } from "./run-captured";

const FILE = "lib/docker/acceptance.docker.test.ts";

/** The acceptance of a sandbox, by itself; `report` is where vitest leaves its findings. */
export async function runAcceptance(
  report: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<PartResult> {
  await mkdir(path.dirname(report), { recursive: true });
  await rm(report, { force: true });
  const args = ["node_modules/vitest/vitest.mjs", "run", "--project", "docker", FILE];
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
  const run = await runCaptured([...args, ...reporters], { ...process.env, ...env, NODE_ENV: "test" }, signal);
  return { ...(await readCounts(report, countVitest, run.exitCode)), output: run.output };
}
