import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { type Counts, countLeftOut, countPlaywright, countProof, countVitest, readCounts } from "./counts";
import { type Captured, runCaptured } from "./run-captured";

export interface PartResult extends Counts {
  output: string;
  /** What a person should know of a part that passed. */
  note?: string;
}

export interface PartContext {
  /** Where machine-readable reports go. */
  reports: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

export interface Part {
  name: string;
  /** What has to be made before it can run; parts without need run beside the making. */
  needs: readonly ("lab" | "site")[];
  run(context: PartContext): Promise<PartResult>;
}

const TSX = ["--import", "tsx"];

/** All parts of `npm test`, in the order in which those of one kind run. */
export const PARTS: readonly Part[] = [
  check("types", ["node_modules/typescript/bin/tsc", "--noEmit"]),
  check("lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--max-diagnostics=200"]),
  check("imports", ["scripts/check-imports.mjs"]),
  check("dead-code", ["node_modules/knip/bin/knip.js", "--no-progress"]),
  check("lessons", [...TSX, "scripts/lessons.ts", "check"]),
  vitest("unit", ["node", "dom"], []),
  vitest("docker", ["docker"], ["lab"]),
  // the building itself is set-up; that it succeeded is the test
  { name: "build", needs: ["site"], run: async () => ({ passed: 1, failed: 0, output: "" }) },
  {
    name: "proof",
    needs: ["site"],
    run: async ({ env, signal }) => {
      const run = await runCaptured(
        // every solution, and as many of the wrong states as a slow machine has time for; what is left out is told
        [...TSX, "scripts/lessons.ts", "prove", "--runs=1", "--parallel=3", "--minutes=15", "--json"],
        env,
        signal,
      );
      const counts = countProof(run);
      return { ...counts, output: run.output, note: countLeftOut(run) };
    },
  },
  {
    name: "e2e",
    needs: ["site"],
    run: async (context) => {
      const report = await freshReport(context, "e2e");
      const env = { ...context.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
      const run = await runCaptured(
        ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
        env,
        context.signal,
      );
      return { ...(await readCounts(report, countPlaywright, run.exitCode)), output: run.output };
    },
  },
  // attacks and faults, in their short forms; `npm run test:security` and `test:faults` run the long ones
  vitest("security", ["security"], ["site"]),
  vitest("faults", ["faults"], ["site"]),
];

/** A program whose exit code is its one test. */
function check(name: string, args: readonly string[]): Part {
  return { name, needs: [], run: async ({ env, signal }) => toOneTest(await runCaptured(args, env, signal)) };
}

function toOneTest({ exitCode, output }: Captured): PartResult {
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, output };
}

function vitest(name: string, projects: readonly string[], needs: Part["needs"]): Part {
  return {
    name,
    needs,
    run: async (context) => {
      const report = await freshReport(context, name);
      const chosen = projects.flatMap((project) => ["--project", project]);
      const args = [
        "node_modules/vitest/vitest.mjs",
        "run",
        ...chosen,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
      ];
      const run = await runCaptured(args, { ...context.env, NODE_ENV: "test" }, context.signal);
      return { ...(await readCounts(report, countVitest, run.exitCode)), output: run.output };
    },
  };
}

async function freshReport({ reports }: PartContext, name: string): Promise<string> {
  const file = path.resolve(reports, `${name}.json`);
  await mkdir(reports, { recursive: true });
  await rm(file, { force: true });
  return file;
}
