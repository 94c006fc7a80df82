import { readdir, readFile, readlink } from "node:fs/promises";
import type { LabEngine } from "@/lib/docker";

const MIB = 1024 * 1024;

/** Proportional memory of everything in a sandbox, MiB: each shared page counts by its share, so that sums are honest. Needs root. */
export async function measurePssMb(lab: LabEngine, engineId: string): Promise<number> {
  const { containerId } = await lab.getSandbox(engineId);
  const pss = (await measureEachPssMb([containerId])).get(containerId);
  if (pss === undefined)
    throw new Error("no process of the sandbox can be seen; run the benchmark as root on the engine's machine");
  return pss;
}

/** The same of several containers in one pass over the machine's processes; one of which none is seen is left out. */
export async function measureEachPssMb(containerIds: readonly string[]): Promise<Map<string, number>> {
  const mib = new Map<string, number>();
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const cgroup = await readProc(pid, "cgroup");
    const containerId = containerIds.find((id) => cgroup?.includes(id));
    if (containerId === undefined) continue;
    const rollup = await readProc(pid, "smaps_rollup");
    const pss = /^Pss:\s+(\d+) kB$/m.exec(rollup ?? "")?.[1];
    if (pss !== undefined) mib.set(containerId, (mib.get(containerId) ?? 0) + Number(pss) / 1024);
  }
  return mib;
}

/** What a sandbox takes of the machine's disk, MiB. */
export async function measureDiskMb(lab: LabEngine, engineId: string): Promise<number> {
  const { diskUsedBytes } = await lab.getSandboxUsage(engineId);
  return diskUsedBytes / MIB;
}

/** Resident memory of the web process that listens on a port, MiB. */
export async function measureServerRssMb(port: number): Promise<number> {
  const pid = await findListener(port);
  const rssMb = await readRssMb(pid);
  if (rssMb === undefined) throw new Error(`the memory of process ${pid} cannot be read`);
  return rssMb;
}

/** Resident memory of a process, MiB; undefined when it has ended. */
export async function readRssMb(pid: string): Promise<number | undefined> {
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec((await readProc(pid, "status")) ?? "")?.[1];
  return rss === undefined ? undefined : Number(rss) / 1024;
}

/** Pid of the process that listens on a TCP port. @throws Error when none does, or is another user's. */
export async function findListener(port: number): Promise<string> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((table) => readFile(table, "utf8").catch(() => "")),
  );
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = tables
    .join("\n")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(wanted) && fields[3] === "0A")
    .map((fields) => `socket:[${fields[9]}]`);
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (inodes.includes(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""))) return pid;
    }
  }
  throw new Error(`no process listens on port ${port}`);
}

/** A file of a process, or undefined when it ended meanwhile. */
export async function readProc(pid: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}
