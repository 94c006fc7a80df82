import path from "node:path";
import { type Config, readConfig } from "@/lib/config";
import type { StartedDatabase } from "@/lib/db";
import { openEngine } from "@/lib/docker";
import { readDeployment } from "@/lib/runtime/deployment";
import { openTestLab } from "@/tests/lab";
import { BUILD_STAGES, buildAll } from "./setup/build";
import { runAsCommand, takeRunLock } from "./setup/command";
import { DATABASE_STAGE, setUpDatabase } from "./setup/database";
import { ENGINE_STAGES, setUpEngines } from "./setup/engines";
import { toFailureText } from "./setup/failure";
import { findFreePort } from "./setup/free-port";
import { requireFreeDisk } from "./setup/preflight";
import { SetupError } from "./setup/setup-error";
import { ensureBrowser, ensureTestTools } from "./setup/test-packages";
import { createStages } from "./stages";
import { PARTS, type Part, type PartContext, type PartResult } from "./testing/parts";
import { writeTable } from "./testing/write-tables";

const TEST_LAB = "Lab engine of the engine tests";
const BROWSER = "Browser";
const TOOLS = "Tools of the unit tests";
/** Attacks and faults at full size and duration. */
const LONG = "--long";
/** Puts what came out into the tables of the pages. */
const WRITE = "--write";
const TABLES: Readonly<Record<string, string>> = { security: "docs/security.md", faults: "docs/reliability.md" };

/** `npm test`, or `npm test -- unit lint`: all the set-up the chosen parts need, then the parts; its last line is `N passed, N failed`. */
await runAsCommand("test", async (signal) => {
  const args = process.argv.slice(2);
  const parts = choose(args.filter((arg) => arg !== LONG && arg !== WRITE));
  const dataDir = path.resolve(process.env.NARU_DATA_DIR ?? ".naru/test");
  const port = await findFreePort();
  const env = {
    ...process.env,
    NARU_DATA_DIR: dataDir,
    PORT: String(port),
    NARU_E2E_URL: `http://127.0.0.1:${port}`,
    NARU_TEST_FORM: args.includes(LONG) ? "long" : "short",
  };
  const config = readConfig({ ...env, NODE_ENV: "production" });
  const release = takeRunLock(config, "npm test");
  const stages = createStages(toStages(parts), { signal });
  const context: PartContext = { reports: path.join(dataDir, "reports"), env, signal };
  const totals = { passed: 0, failed: 0 };
  const failures: string[] = [];
  const runPart = async (part: Part, work: Promise<unknown>) => {
    const startedAt = Date.now();
    // a set-up that failed is one failure of each part that needs it
    const result = await work.then(() => part.run(context)).catch(toFailedResult);
    signal.throwIfAborted();
    totals.passed += result.passed;
    totals.failed += result.failed;
    failures.push(...toFailures(part, result));
    stages.say(toText(part, result, Date.now() - startedAt));
    const page = TABLES[part.name];
    if (page && args.includes(WRITE)) await writeResults(page, part.name, context, config);
  };

  const needs = new Set(parts.flatMap((part) => part.needs));
  let database: StartedDatabase | undefined;
  const setUpSite = async () => {
    await requireFreeDisk(dataDir);
    await buildAll(stages, signal);
    if (!usesEngines(parts)) return;
    database = await setUpDatabase(config, stages, signal);
    await setUpEngines(config, stages, { scope: "all", signal });
    context.env = { ...env, NODE_ENV: "production", DATABASE_URL: database.url };
    if (!usesBrowser(parts)) return;
    const browser = await stages.run(
      BROWSER,
      (report) => ensureBrowser(report, signal),
      (found) => found,
    );
    context.env = { ...context.env, NARU_E2E_BROWSER: browser };
  };
  const setUpLab = async () => {
    const { lab, machine } = await stages.run(
      TEST_LAB,
      () => openTestLab(),
      () => "answers",
    );
    lab.close();
    machine.close();
  };
  try {
    // before the rest: two installations at once would wait for each other
    if (hasUnit(parts)) {
      await stages.run(
        TOOLS,
        (report) => ensureTestTools(report, signal),
        () => "there",
      );
    }
    const site = needs.has("site") ? setUpSite() : Promise.resolve();
    const lab = needs.has("lab") ? site.catch(() => {}).then(setUpLab) : Promise.resolve();
    const setUps = { site, lab };
    const isMade = Promise.allSettled([site, lab]);
    for (const part of parts.filter((one) => one.needs.length === 0)) await runPart(part, Promise.resolve());
    // engines and browsers are timed by what they wait for: nothing else runs beside them
    await isMade;
    for (const part of parts.filter((one) => one.needs.length > 0))
      await runPart(part, Promise.all(part.needs.map((need) => setUps[need])));
  } finally {
    await database?.stop();
    release();
    stages.end();
  }
  // told once more: what a part wrote of it may be an hour up
  for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
  return totals.failed > 0 ? 1 : 0;
});

async function writeResults(page: string, part: string, { reports, env }: PartContext, config: Config): Promise<void> {
  const { socketFolder } = await readDeployment(config.dataDir);
  const engine = openEngine({ socketPath: path.join(socketFolder, "docker.sock") });
  try {
    const [{ version, kernelVersion }, { cgroupVersion }] = await Promise.all([engine.version(), engine.info()]);
    await writeTable(page, path.resolve(reports, `${part}.json`), {
      form: env.NARU_TEST_FORM === "long" ? "long" : "short",
      day: new Date().toISOString().slice(0, 10),
      engine: version,
      kernel: kernelVersion,
      cgroup: `v${cgroupVersion}`,
    });
  } finally {
    engine.close();
  }
}

function choose(names: readonly string[]): readonly Part[] {
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown)
    throw new SetupError(
      "COMMAND_FAILED",
      `There is no part "${unknown}".`,
      `Parts: ${PARTS.map((part) => part.name).join(", ")}`,
    );
  return names.length > 0 ? PARTS.filter((part) => names.includes(part.name)) : PARTS;
}

function toStages(parts: readonly Part[]): string[] {
  const has = (name: string) => parts.some((part) => part.name === name);
  return [
    ...(hasUnit(parts) ? [TOOLS] : []),
    ...(has("build") || usesEngines(parts) ? BUILD_STAGES : []),
    ...(usesEngines(parts) ? [DATABASE_STAGE, ...ENGINE_STAGES] : []),
    ...(usesBrowser(parts) ? [BROWSER] : []),
    ...(has("docker") ? [TEST_LAB] : []),
  ];
}

function hasUnit(parts: readonly Part[]): boolean {
  return parts.some(({ name }) => name === "unit");
}

function usesEngines(parts: readonly Part[]): boolean {
  return parts.some(({ name, needs }) => name !== "build" && needs.includes("site"));
}

function usesBrowser(parts: readonly Part[]): boolean {
  return parts.some(({ name }) => name === "e2e" || name === "security");
}

function toFailedResult(error: unknown): PartResult {
  return { passed: 0, failed: 1, output: toFailureText(error) };
}

function toFailures({ name }: Part, { failed, failures = [] }: PartResult): string[] {
  if (failed === 0) return [];
  return failures.length > 0 ? failures.map((failure) => `${name}: ${failure}`) : [`${name}: see its output`];
}

function toText({ name }: Part, { passed, failed, output, note }: PartResult, tookMs: number): string {
  const summary = `${failed > 0 ? "FAILED" : "ok    "} ${name.padEnd(9)} ${String(passed).padStart(4)} passed, ${failed} failed, ${(tookMs / 1000).toFixed(1)} s${note ? `; ${note}` : ""}`;
  return failed > 0 ? `${output.trimEnd()}\n${summary}` : summary;
}
