import { setMaxListeners } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LabEngine } from "@/lib/docker";
import { pause } from "@/lib/docker/deadline";
import { toEngineId } from "@/lib/sandbox";
import { CLASS_LESSONS } from "./activities";
import { ClassStudent, type Phase } from "./class-student";
import { Failures } from "./failures";
import { type ClassFigures, createFigures } from "./figures";
import { type CpuReading, MachineLoad, type MemoryReading, readAvailableMb } from "./machine-load";
import type { ClassOptions } from "./options";
import { createChance } from "./random";
import { type DindTemplate, measureDindStart, measureRawEcho, readTemplate } from "./yardsticks";

/** How long one student is active before another's turn. */
const SPELL_MS = [20_000, 60_000] as const;
const REPORT_MS = 10_000;
/** Whoever has not started this long after the last Start, and is not in the queue, has failed by limits of their own. */
const STRAGGLER_MS = 6 * 60_000;
const LEAVE_AT_ONCE = 8;
const LEAVE_LIMIT_MS = 5 * 60_000;
const DIND_SAMPLES = 3;
const LIST_TIMEOUT_MS = 30_000;

export interface ClassParts {
  baseUrl: string;
  port: number;
  lab: LabEngine;
  /** Says a line to whoever watches. */
  say: (line: string) => void;
  /** The first Ctrl-C: everybody leaves at once. */
  signal: AbortSignal;
}

export interface ClassResult {
  figures: ClassFigures;
  /** Students with a prompt when the class worked. */
  ready: number;
  /** Still waiting for a turn at the end. */
  queued: number;
  yardsticks: { dindStartMs: number[]; dindUnderLoadMs: number | undefined; rawExecEchoMs: number[] };
  memory: { before: number; end: MemoryReading | undefined };
  serverRssMb: number[];
  cpu: { ramp: [CpuReading, CpuReading] | undefined; work: [CpuReading, CpuReading] | undefined };
  /** How late this program's own timers fire at p99 while the class works: what it may add to a figure. */
  harnessDelayMs: number;
  /** Seconds from the first arrival until everybody had started or failed. */
  rampSeconds: number;
}

/** A class from the first arrival to the last sandbox given back. What fails is counted; only a lost lab engine throws. */
export async function runClass(options: ClassOptions, parts: ClassParts): Promise<ClassResult> {
  const { lab, say, signal } = parts;
  const figures = createFigures(new Failures());
  const load = new MachineLoad(lab.containerId, parts.port);
  const result: ClassResult = {
    figures,
    ready: 0,
    queued: 0,
    yardsticks: { dindStartMs: [], dindUnderLoadMs: undefined, rawExecEchoMs: [] },
    memory: { before: 0, end: undefined },
    serverRssMb: [],
    cpu: { ramp: undefined, work: undefined },
    harnessDelayMs: 0,
    rampSeconds: 0,
  };
  const template = await measureAlone(result, parts);
  if (signal.aborted) return result;
  result.memory.before = await readAvailableMb();

  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const onAbort = () => end.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  const students = enrol(options, parts.baseUrl, figures, end.signal);
  const report = setInterval(() => {
    say(describe(students, figures));
    void load.readServerRssMb().then((mib) => mib !== undefined && result.serverRssMb.push(mib));
  }, REPORT_MS);
  try {
    await attend(options, { ...parts, load, students, result, template, end: end.signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(report);
    signal.removeEventListener("abort", onAbort);
    result.queued = count(students, "queued");
    if (result.queued > 0 && !signal.aborted)
      for (const student of students.filter(({ phase }) => phase === "queued"))
        figures.failures.add("start failed:still queued at the end", student.phase);
    end.abort();
    await dismiss(students, figures.failures, say);
  }
  return result;
}

/** The yardsticks on the quiet machine, beside one student's sandbox, which also lends its flags and warms the site up. */
async function measureAlone(result: ClassResult, { baseUrl, lab, say, signal }: ClassParts) {
  const failures = new Failures();
  const scout = new ClassStudent({
    baseUrl,
    lesson: Object.keys(CLASS_LESSONS)[0] ?? "",
    script: createChance(0),
    chance: createChance(0, 1),
    figures: createFigures(failures),
    signal,
  });
  try {
    await scout.begin();
    if (scout.phase !== "ready")
      throw new Error(`not even one student can start: ${Object.keys(failures.toJSON()).join(", ")}`);
    const containerId = (await listRunning(lab, [scout]))[0];
    if (containerId === undefined) throw new Error("the student's sandbox is not on this lab engine");
    const template = await readTemplate(lab, containerId);
    for (let i = 0; i < DIND_SAMPLES && !signal.aborted; i += 1) {
      const dindMs = await measureDind(lab, template, result.figures.failures);
      if (dindMs === undefined) continue;
      result.yardsticks.dindStartMs.push(dindMs);
      say(`yardstick: Docker-in-Docker answers after ${Math.round(dindMs)} ms`);
    }
    return template;
  } finally {
    await scout.leave();
  }
}

/** Undefined, and a failure more, when it does not come up. */
function measureDind(lab: LabEngine, template: DindTemplate, failures: Failures): Promise<number | undefined> {
  return measureDindStart(lab, template).catch((error: unknown) => {
    failures.addError("yardstick Docker-in-Docker", error);
    return undefined;
  });
}

function enrol({ students, seed }: ClassOptions, baseUrl: string, figures: ClassFigures, signal: AbortSignal) {
  const lessons = Object.keys(CLASS_LESSONS);
  return Array.from({ length: students }, (_, index) => {
    // two in three at the lesson with more checks
    const lesson = (index % 3 === 2 ? lessons[1] : lessons[0]) ?? "";
    const script = createChance(seed, index);
    const chance = createChance(seed, 3_000_000 + index);
    return new ClassStudent({ baseUrl, lesson, script, chance, figures, signal });
  });
}

interface Attendance extends ClassParts {
  load: MachineLoad;
  students: ClassStudent[];
  result: ClassResult;
  template: DindTemplate | undefined;
  end: AbortSignal;
}

async function attend(options: ClassOptions, parts: Attendance): Promise<void> {
  const { students, result, load, lab, say, end } = parts;
  const { figures } = result;
  const beganAt = performance.now();
  const list = () =>
    listRunning(lab, students).catch((error: unknown) => {
      figures.failures.addError("list of sandboxes", error);
      return [];
    });
  const before = await load.readCpu(await list());
  const lives = students.map((student, index) => live(student, index, options, end));
  const slots = options.active > 0 ? Math.max(1, Math.round(options.students * options.active)) : 0;
  const spells = Array.from({ length: slots }, (_, slot) =>
    takeTurns(students, createChance(options.seed, 1_000_000 + slot), end),
  );
  await waitForStarts(students, options, end);
  figures.isRamp = false;
  result.rampSeconds = (performance.now() - beganAt) / 1_000;
  result.ready = count(students, "ready");
  say(`${result.ready} of ${students.length} have started; the class works for ${options.minutes} minutes`);

  const running = await list();
  const from = await load.readCpu(running);
  result.cpu.ramp = [before, from];
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const isOver = new AbortController();
  const rawEcho = running[0]
    ? measureRawEcho(lab, running[0], isOver.signal).catch((error: unknown) => {
        figures.failures.addError("yardstick raw exec", error);
        return [];
      })
    : Promise.resolve([]);
  const workMs = options.minutes * 60_000;
  try {
    await pause(workMs / 2, end);
    if (parts.template) result.yardsticks.dindUnderLoadMs = await measureDind(lab, parts.template, figures.failures);
    await pause(workMs / 2, end);
  } finally {
    delays.disable();
    // its histogram counts the whole time between two ticks, of which the resolution is no delay
    result.harnessDelayMs = Math.max(0, delays.percentile(99) / 1e6 - 10);
    isOver.abort();
    result.yardsticks.rawExecEchoMs = await rawEcho;
    const still = await list();
    result.cpu.work = [from, await load.readCpu(still)];
    result.memory.end = await load.readMemory(still);
    const rss = await load.readServerRssMb();
    if (rss !== undefined) result.serverRssMb.push(rss);
  }
  // nobody is waited for here: leaving closes the sockets, and that ends every wait
  for (const life of [...lives, ...spells]) life.catch(() => undefined);
}

async function live(student: ClassStudent, index: number, options: ClassOptions, end: AbortSignal): Promise<void> {
  const { students, rampSeconds, seed } = options;
  // evenly over the ramp, and each a little off, as people are
  const offset = ((index + createChance(seed, 2_000_000 + index).next()) / students) * rampSeconds * 1_000;
  await pause(offset, end).catch(() => undefined);
  if (end.aborted) return;
  await student.begin();
  await student.stay();
}

/** One of the active places: always somebody's, never two for one student. */
async function takeTurns(
  students: readonly ClassStudent[],
  chance: ReturnType<typeof createChance>,
  end: AbortSignal,
): Promise<void> {
  while (!end.aborted) {
    const idle = students.filter(({ phase, isActive }) => phase === "ready" && !isActive);
    if (idle.length > 0) await chance.pick(idle).work(performance.now() + chance.between(...SPELL_MS));
    else await pause(500, end).catch(() => undefined);
  }
}

/** Until each has a prompt, has failed or is in the queue, where the class does not wait for them. */
async function waitForStarts(students: readonly ClassStudent[], { rampSeconds }: ClassOptions, end: AbortSignal) {
  const deadline = performance.now() + rampSeconds * 1_000 + STRAGGLER_MS;
  const settled: ReadonlySet<Phase> = new Set<Phase>(["ready", "gone", "queued"]);
  while (performance.now() < deadline && !students.every(({ phase }) => settled.has(phase))) await pause(250, end);
}

/** Everybody gives their sandbox back, a few at once, also those whose start was never seen through. */
async function dismiss(students: readonly ClassStudent[], failures: Failures, say: (line: string) => void) {
  for (const student of students) student.closeLinks();
  const left = [...students];
  const deadline = performance.now() + LEAVE_LIMIT_MS;
  const lead = async () => {
    for (let student = left.pop(); student; student = left.pop()) {
      if (performance.now() > deadline) return failures.add("stop timeout");
      await student.leave().catch((error: unknown) => failures.addError("stop", error));
    }
  };
  say("everybody leaves");
  await Promise.all(Array.from({ length: LEAVE_AT_ONCE }, lead));
}

/** Containers of these students' sandboxes; the pool's warm ones are nobody's. */
async function listRunning(lab: LabEngine, students: readonly ClassStudent[]): Promise<string[]> {
  const theirs = new Set(students.flatMap(({ sandboxId }) => (sandboxId ? [toEngineId(sandboxId)] : [])));
  const sandboxes = await lab.listSandboxes(lab.instance, { timeoutMs: LIST_TIMEOUT_MS });
  return sandboxes
    .filter(({ sandboxId, state }) => state === "running" && theirs.has(sandboxId))
    .map(({ containerId }) => containerId);
}

function count(students: readonly ClassStudent[], phase: Phase): number {
  return students.filter((student) => student.phase === phase).length;
}

function describe(students: readonly ClassStudent[], { failures, echoMs, rampEchoMs, checkMs }: ClassFigures): string {
  const active = students.filter(({ isActive }) => isActive).length;
  return [
    `${count(students, "ready")} ready (${active} active)`,
    `${count(students, "starting") + count(students, "arriving")} starting`,
    `${count(students, "queued")} queued`,
    `${count(students, "gone")} gone`,
    `${echoMs.length + rampEchoMs.length} echoes`,
    `${checkMs.length} checks`,
    `${failures.total} failures`,
  ].join(", ");
}
