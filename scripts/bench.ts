import { setTimeout as delay } from "node:timers/promises";
import { readConfig } from "@/lib/config";
import type { LabEngine } from "@/lib/docker";
import { toEngineId } from "@/lib/sandbox";
import { Student } from "@/tests/student";
import { measureCheck } from "./bench/measure-checks";
import { measureEcho } from "./bench/measure-echo";
import { measureDiskMb, measurePssMb, measureServerRssMb } from "./bench/measure-footprint";
import { measureStart } from "./bench/measure-start";
import { MEASURED_CHECKS } from "./bench/measured-checks";
import { describeMachine, requireRunning, toBaseUrl } from "./bench/site";
import { type Percentiles, toPercentiles } from "./bench/statistics";
import { openInstalledLab } from "./proof-bench";
import { runAsCommand } from "./setup/command";
import { ensureBrowser } from "./setup/test-packages";

const DEFAULT_ROUNDS = 10;
const ECHO_KEYS = 300;
/** A sandbox is idle when its start and the lesson's first look at it have died away. */
const SETTLE_MS = 5_000;
/** The pool fills up again in this time on an idle machine. */
const REFILL_MS = 8_000;
const MOST_WARM = 40;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** `npm run bench [-- --rounds=N] [-- --json]`: measures the running site as a student meets it, one student at a time. */
await runAsCommand("bench", async (signal) => {
  const config = readConfig();
  const baseUrl = toBaseUrl(config);
  await requireRunning(baseUrl);
  const rounds = Number(process.argv.find((arg) => arg.startsWith("--rounds="))?.slice(9) ?? DEFAULT_ROUNDS);
  const browser = await ensureBrowser(say, signal);
  const installed = await openInstalledLab();
  try {
    const site = { baseUrl, port: config.port, lab: installed.lab, browser };
    const samples = await measureAll(site, rounds, signal);
    const figures = Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, toPercentiles(values)]));
    for (const [name, { p50, p95, n }] of Object.entries<Percentiles>(figures)) {
      process.stdout.write(
        `${name.padEnd(18)} p50 ${String(p50).padStart(8)}   p95 ${String(p95).padStart(8)}   n ${n}\n`,
      );
    }
    if (process.argv.includes("--json"))
      process.stdout.write(`${JSON.stringify({ ...figures, machine: describeMachine() })}\n`);
    return 0;
  } finally {
    installed.close();
  }
});

interface Site {
  baseUrl: string;
  port: number;
  lab: LabEngine;
  /** Path of the browser that sees checks turn green. */
  browser: string;
}

async function measureAll({ baseUrl, port, lab, browser }: Site, rounds: number, signal: AbortSignal) {
  const samples = {
    poolPromptMs: [] as number[],
    coldStartMs: [] as number[],
    coldPromptMs: [] as number[],
    terminalReadyMs: [] as number[],
    echoMs: [] as number[],
    rawExecEchoMs: [] as number[],
    checkMs: [] as number[],
    idlePssMb: [] as number[],
    diskMb: [] as number[],
    serverRssMb: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    signal.throwIfAborted();
    const check = MEASURED_CHECKS[round % MEASURED_CHECKS.length];
    if (!check) throw new Error("no check to measure");
    const started: { student: Student; sandboxId: string }[] = [];
    try {
      // one after the other, until the pool is empty and one is made
      for (;;) {
        if (started.length > MOST_WARM) throw new Error("the pool does not end: is its ceiling higher than usual?");
        const student = await Student.arrive(baseUrl);
        const figures = await measureStart(student, check.lesson);
        started.push({ student, sandboxId: figures.sandboxId });
        samples.terminalReadyMs.push(figures.terminalReadyMs);
        if (figures.isFromPool) samples.poolPromptMs.push(figures.promptMs);
        else {
          samples.coldStartMs.push(figures.readyMs);
          samples.coldPromptMs.push(figures.promptMs);
          break;
        }
      }
      await delay(SETTLE_MS, undefined, { signal });
      const last = started.at(-1);
      if (!last) throw new Error("nothing was started");
      const { student, sandboxId } = last;
      const engineId = toEngineId(sandboxId);
      samples.idlePssMb.push(await measurePssMb(lab, engineId));
      samples.diskMb.push(await measureDiskMb(lab, engineId));
      if (round < 2) {
        const echo = await measureEcho(student, lab, sandboxId, engineId, ECHO_KEYS / 2);
        samples.echoMs.push(...echo.echoMs);
        samples.rawExecEchoMs.push(...echo.rawExecMs);
      }
      samples.checkMs.push(await measureCheck(browser, lab, { student, sandboxId, engineId }, check));
      samples.serverRssMb.push(await measureServerRssMb(port));
      say(
        `round ${round + 1} of ${rounds}: from the pool ${samples.poolPromptMs.at(-1)?.toFixed(0) ?? "-"} ms, cold ${samples.coldPromptMs.at(-1)?.toFixed(0)} ms, check ${samples.checkMs.at(-1)?.toFixed(0)} ms`,
      );
    } finally {
      for (const { student, sandboxId } of started) await student.stopSandbox(sandboxId);
    }
    await delay(REFILL_MS, undefined, { signal });
  }
  return samples;
}
