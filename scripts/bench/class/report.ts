import { describeMachine } from "../site";
import { type Spread, toSpread, toTenth } from "../statistics";
import type { CpuReading } from "./machine-load";
import type { ClassOptions } from "./options";
import type { ClassResult } from "./run-class";

/** Processors in use on average, in cores. */
export interface CpuShares {
  /** Mean of one sandbox. */
  perStudent: number | null;
  sandboxes: number;
  /** The lab engine itself: its dockerd, its shims, the execs it starts. */
  labEngine: number;
  server: number;
  harness: number;
  machine: number;
}

export interface ClassReport {
  students: number;
  failures: Record<string, number>;
  startMs: Spread;
  echoMs: Spread;
  checkMs: Spread;
  /** Proportional set size of a sandbox with all that runs in it, mean of a sample at the end, MiB. */
  memoryPerStudentMb: number | null;
  /** Cores, while the class works. */
  cpuPerStudent: number | null;
  /** Largest seen, MiB. */
  serverRssMb: number | null;
  yardsticks: {
    dindStartMs: Spread;
    dindStartUnderLoadMs: number | null;
    rawExecEchoMs: Spread;
  };
  machine: ReturnType<typeof describeMachine>;
  seed: number;
  minutes: number;
  active: number;
  rampSeconds: number;
  ready: number;
  queued: number;
  pageMs: Spread;
  poolStartMs: Spread;
  queuedMs: Spread;
  rampEchoMs: Spread;
  reconnectMs: Spread;
  activities: Record<string, number>;
  memory: { cgroupMb: number | null; machineMb: number | null };
  cpu: { ramp: CpuShares | null; work: CpuShares | null };
  harnessDelayMs: number;
}

export function toReport(options: ClassOptions, result: ClassResult): ClassReport {
  const { figures, memory, yardsticks } = result;
  const work = toShares(result.cpu.work);
  const takenMb = memory.end && result.ready > 0 ? (memory.before - memory.end.availableMb) / result.ready : null;
  return {
    students: options.students,
    failures: figures.failures.toJSON(),
    startMs: toSpread(figures.startMs),
    echoMs: toSpread(figures.echoMs),
    checkMs: toSpread(figures.checkMs),
    memoryPerStudentMb: orNull(memory.end?.pssMb),
    cpuPerStudent: work?.perStudent ?? null,
    serverRssMb: result.serverRssMb.length > 0 ? toTenth(Math.max(...result.serverRssMb)) : null,
    yardsticks: {
      dindStartMs: toSpread(yardsticks.dindStartMs),
      dindStartUnderLoadMs: orNull(yardsticks.dindUnderLoadMs),
      rawExecEchoMs: toSpread(yardsticks.rawExecEchoMs),
    },
    machine: describeMachine(),
    seed: options.seed,
    minutes: options.minutes,
    active: options.active,
    rampSeconds: toTenth(result.rampSeconds),
    ready: result.ready,
    queued: result.queued,
    pageMs: toSpread(figures.pageMs),
    poolStartMs: toSpread(figures.poolStartMs),
    queuedMs: toSpread(figures.queuedMs),
    rampEchoMs: toSpread(figures.rampEchoMs),
    reconnectMs: toSpread(figures.reconnectMs),
    activities: figures.done,
    memory: { cgroupMb: orNull(memory.end?.cgroupMb), machineMb: orNull(takenMb) },
    cpu: { ramp: toShares(result.cpu.ramp), work },
    harnessDelayMs: toTenth(result.harnessDelayMs),
  };
}

/** What was used between two readings; of sandboxes only those that both saw. */
export function toShares(readings: readonly [CpuReading, CpuReading] | undefined): CpuShares | null {
  if (!readings) return null;
  const [from, to] = readings;
  const seconds = (to.atMs - from.atMs) / 1_000;
  if (seconds <= 0) return null;
  const both = [...to.sandboxes].flatMap(([id, used]) => {
    const before = from.sandboxes.get(id);
    return before === undefined ? [] : [used - before];
  });
  // what came meanwhile has used all it has within this time
  const fresh = [...to.sandboxes].flatMap(([id, used]) => (from.sandboxes.has(id) ? [] : [used]));
  const sandboxes = [...both, ...fresh].reduce((sum, used) => sum + used, 0);
  const share = (used: number) => toThousandth(used / seconds);
  return {
    perStudent: both.length === 0 ? null : share(both.reduce((sum, used) => sum + used, 0) / both.length),
    sandboxes: share(sandboxes),
    labEngine: share(Math.max(0, to.lab - from.lab)),
    server: share(Math.max(0, to.server - from.server)),
    harness: share(to.harness - from.harness),
    machine: share(to.machine - from.machine),
  };
}

/** The report for people. */
export function formatReport(report: ClassReport, result: ClassResult): string {
  const { yardsticks, cpu, memory } = report;
  const spreads: [string, Spread][] = [
    ["startMs", report.startMs],
    ["poolStartMs", report.poolStartMs],
    ["queuedMs", report.queuedMs],
    ["pageMs", report.pageMs],
    ["echoMs", report.echoMs],
    ["rampEchoMs", report.rampEchoMs],
    ["checkMs", report.checkMs],
    ["reconnectMs", report.reconnectMs],
    ["rawExecEchoMs", yardsticks.rawExecEchoMs],
    ["dindStartMs", yardsticks.dindStartMs],
  ];
  const shares = (name: string, one: CpuShares | null) =>
    one &&
    `cores in use, ${name}: ${one.machine} of the machine; sandboxes ${one.sandboxes}, lab engine ${one.labEngine}, server ${one.server}, this program ${one.harness}`;
  const causes = Object.entries(report.failures);
  return [
    `${report.ready} of ${report.students} students started, ${report.queued} still queued; all had their answer after ${report.rampSeconds} s`,
    ...spreads.filter(([, { n }]) => n > 0).map(([name, spread]) => formatSpread(name, spread)),
    `Docker-in-Docker started under load: ${yardsticks.dindStartUnderLoadMs ?? "not measured"} ms`,
    `memory of a student: ${report.memoryPerStudentMb} MiB PSS, ${memory.cgroupMb} MiB by cgroup; the machine gave ${memory.machineMb} MiB for each`,
    `server: ${report.serverRssMb} MiB at most`,
    shares("starting", cpu.ramp),
    shares("working", cpu.work),
    cpu.work && `a student: ${cpu.work.perStudent} cores`,
    `this program's own timers are late by ${report.harnessDelayMs} ms at p99`,
    `activities: ${Object.entries(report.activities)
      .map(([kind, done]) => `${kind} ${done}`)
      .join(", ")}`,
    causes.length === 0 ? "no failure" : "failures:",
    ...causes.map(
      ([cause, times]) =>
        `  ${times} × ${cause}  ${(result.figures.failures.firstOf(cause) ?? "").replaceAll(/\s+/g, " ")}`,
    ),
  ]
    .filter((line) => line !== null)
    .join("\n");
}

function formatSpread(name: string, { p50, p95, p99, max, n }: Spread): string {
  const column = (title: string, value: number | null) => `${title} ${String(value).padStart(8)}`;
  return `${name.padEnd(14)} ${column("p50", p50)}  ${column("p95", p95)}  ${column("p99", p99)}  ${column("max", max)}  n ${n}`;
}

function orNull(value: number | null | undefined): number | null {
  return value === undefined || value === null ? null : toTenth(value);
}

function toThousandth(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
