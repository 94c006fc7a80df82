import { readdir, readFile, readlink } from "node:fs/promises";

const LISTENING = "0A";

/** The process that listens at a port of this machine, from /proc. */
export async function findListener(port: number): Promise<number | undefined> {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of (await readFile(table, "utf8").catch(() => "")).split("\n")) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(`:${wanted}`) && state === LISTENING && inode) inodes.add(`socket:[${inode}]`);
    }
  }
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    // processes end while we look, and some are not ours to look at
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
      if (inodes.has(target)) return Number(pid);
    }
  }
  return undefined;
}
