// @ts-check
/**
 * Locks between processes of one clone, as files that name their holder. Plain JavaScript without dependencies:
 * bootstrap.mjs needs them before anything is installed.
 */
import fs from "node:fs";
import path from "node:path";

/**
 * @typedef {{ pid: number, startedAt: string, what: string }} Holder
 */

export class LockHeldError extends Error {
  /** @param {Holder} holder */
  constructor(holder) {
    super(`held by process ${holder.pid}: ${holder.what}`);
    this.name = "LockHeldError";
    this.holder = holder;
  }
}

/**
 * Takes a lock, or throws LockHeldError. A lock whose holder is dead is taken over.
 * @param {string} file
 * @param {string} what what the holder does, for whoever finds the lock held
 * @returns {() => void} gives the lock back; safe to call twice
 */
export function takeLock(file, what) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  /** @type {Holder} */
  const self = { pid: process.pid, startedAt: readStartTime(process.pid) ?? "", what };
  // written beside and linked, so that a lock never appears without its holder in it
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, JSON.stringify(self));
  try {
    for (;;) {
      try {
        fs.linkSync(draft, file);
        break;
      } catch (/** @type {any} */ error) {
        if (error.code !== "EEXIST") throw error;
      }
      const holder = readHolder(file);
      if (holder && readStartTime(holder.pid) === holder.startedAt) throw new LockHeldError(holder);
      fs.rmSync(file, { force: true });
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  let isHeld = true;
  return () => {
    if (isHeld) fs.rmSync(file, { force: true });
    isHeld = false;
  };
}

/**
 * Takes a lock as soon as its holder gives it back or dies.
 * @param {string} file
 * @param {string} what
 * @param {(holder: Holder) => void} onWait called once when there is somebody to wait for
 * @param {AbortSignal} [signal]
 */
export async function waitForLock(file, what, onWait, signal) {
  let hasTold = false;
  for (;;) {
    try {
      return takeLock(file, what);
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error;
      if (!hasTold) onWait(error.holder);
      hasTold = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
    signal?.throwIfAborted();
  }
}

/** @param {string} file @returns {Holder | undefined} */
function readHolder(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * When a process started, in the kernel's ticks, so that a later process with the same id is not taken for it.
 * Where there is no /proc, only whether it lives.
 * @param {number} pid
 * @returns {string | undefined} undefined when it is dead
 */
function readStartTime(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // fields after the name in parentheses, which may hold blanks: state is the 3rd, start time the 22nd
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    if (fs.existsSync("/proc/self/stat")) return undefined;
  }
  try {
    process.kill(pid, 0);
    return "alive";
  } catch {
    return undefined;
  }
}
