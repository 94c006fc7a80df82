import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { findListener, measureEachPssMb, readProc, readRssMb } from "../measure-footprint";

const MIB = 1024 * 1024;
/** What /proc counts processor time in on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Reading one process's PSS walks its page tables: a sample says enough. */
const PSS_SAMPLE = 12;
/** Deepest that container engines nest: machine's engine, lab engine, sandbox. */
const MAX_DEPTH = 8;

/** Processor time used so far, in seconds, and when that was, on performance.now()'s clock. */
export interface CpuReading {
  atMs: number;
  /** By container id of each sandbox, all that runs in it included. */
  sandboxes: Map<string, number>;
  /** The lab engine itself, without the sandboxes. */
  lab: number;
  server: number;
  /** This program. */
  harness: number;
  machine: number;
}

export interface MemoryReading {
  /** Mean of some sandboxes' proportional memory, MiB. */
  pssMb: number | undefined;
  /** Mean of the sandboxes' memory as their cgroups count it without the file cache that can be dropped, MiB. */
  cgroupMb: number | undefined;
  availableMb: number;
}

/** What the machine gives for the class. Needs root and the engine on this machine. */
export class MachineLoad {
  #serverPid: string | undefined;

  constructor(
    private readonly labContainerId: string,
    private readonly port: number,
  ) {}

  async readCpu(sandboxIds: readonly string[]): Promise<CpuReading> {
    const folders = await findCgroups("cpuacct", [this.labContainerId, ...sandboxIds]);
    const labFolder = folders.get(this.labContainerId);
    const sandboxes = new Map<string, number>();
    let lab = (labFolder && (await readCpuSeconds(labFolder))) || 0;
    for (const id of sandboxIds) {
      const folder = folders.get(id);
      const seconds = folder && (await readCpuSeconds(folder));
      if (!seconds) continue;
      sandboxes.set(id, seconds);
      // where the sandboxes' groups lie below the lab engine's, its figure holds theirs
      if (labFolder && folder.startsWith(`${labFolder}/`)) lab -= seconds;
    }
    const own = process.cpuUsage();
    return {
      atMs: performance.now(),
      sandboxes,
      lab,
      server: await this.#readServerCpu(),
      harness: (own.user + own.system) / 1e6,
      machine: await readMachineCpu(),
    };
  }

  async readMemory(sandboxIds: readonly string[]): Promise<MemoryReading> {
    const counted: number[] = [];
    for (const folder of (await findCgroups("memory", sandboxIds)).values()) {
      const mib = await readCgroupMb(folder);
      if (mib !== undefined) counted.push(mib);
    }
    const pss = await measureEachPssMb(takeEvenly(sandboxIds, PSS_SAMPLE));
    return { pssMb: mean([...pss.values()]), cgroupMb: mean(counted), availableMb: await readAvailableMb() };
  }

  /** Undefined while the server is being started again. */
  async readServerRssMb(): Promise<number | undefined> {
    this.#serverPid ??= await findListener(this.port).catch(() => undefined);
    const mib = this.#serverPid && (await readRssMb(this.#serverPid));
    if (mib === undefined) this.#serverPid = undefined;
    return mib || undefined;
  }

  async #readServerCpu(): Promise<number> {
    this.#serverPid ??= await findListener(this.port).catch(() => undefined);
    const stat = this.#serverPid && (await readProc(this.#serverPid, "stat"));
    // the program's name, in parentheses, may hold blanks
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)) / TICKS_PER_SECOND;
  }
}

/** MiB the kernel says could be given to programs now. */
export async function readAvailableMb(): Promise<number> {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile("/proc/meminfo", "utf8"))?.[1];
  return Number(kib) / 1024;
}

/** Cgroup folders by container id: named for it by either driver (`ID` or `docker-ID.scope`), in v1's or v2's tree. */
async function findCgroups(controller: "cpuacct" | "memory", ids: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const walk = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (!entry.isDirectory()) continue;
      const child = path.join(folder, entry.name);
      const id = ids.find((candidate) => entry.name.includes(candidate));
      if (id) found.set(id, child);
      if (depth < MAX_DEPTH) await walk(child, depth + 1);
    }
  };
  const ownTree = `/sys/fs/cgroup/${controller}`;
  await walk(existsSync(ownTree) ? ownTree : "/sys/fs/cgroup", 0);
  return found;
}

async function readCpuSeconds(folder: string): Promise<number | undefined> {
  const nanoseconds = await readOptional(path.join(folder, "cpuacct.usage"));
  if (nanoseconds !== undefined) return Number(nanoseconds) / 1e9;
  const stat = await readOptional(path.join(folder, "cpu.stat"));
  const microseconds = /^usage_usec (\d+)$/m.exec(stat ?? "")?.[1];
  return microseconds === undefined ? undefined : Number(microseconds) / 1e6;
}

async function readCgroupMb(folder: string): Promise<number | undefined> {
  const used =
    (await readOptional(path.join(folder, "memory.usage_in_bytes"))) ??
    (await readOptional(path.join(folder, "memory.current")));
  const stat = (await readOptional(path.join(folder, "memory.stat"))) ?? "";
  const cache = /^total_inactive_file (\d+)$/m.exec(stat)?.[1] ?? /^inactive_file (\d+)$/m.exec(stat)?.[1];
  return used === undefined ? undefined : (Number(used) - Number(cache ?? 0)) / MIB;
}

/** Seconds of all processors together that were not idle. */
async function readMachineCpu(): Promise<number> {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] =
    (await readFile("/proc/stat", "utf8")).split("\n", 1)[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

/** Some of many: they come in the order of their age, and the last to start have done least. */
function takeEvenly<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
