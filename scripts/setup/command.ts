import { setMaxListeners } from "node:events";
import path from "node:path";
import type { Config } from "@/lib/config";
import { LockHeldError, takeLock } from "../lock.mjs";
import { toFailureText } from "./failure";
import { SetupError } from "./setup-error";

/** A second Ctrl-C within this is the same one, seen through npm and through the terminal. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Runs a command's story to its end and makes its result the exit code. The first Ctrl-C aborts the signal and lets it clean
 * up, a later one ends at once; a failure is told with its code and what to do, without a stack.
 */
export async function runAsCommand(name: string, story: (signal: AbortSignal) => Promise<number>): Promise<never> {
  const abort = new AbortController();
  // every image and stage at work listens to it
  setMaxListeners(0, abort.signal);
  let abortedAt = 0;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!abort.signal.aborted) {
        abortedAt = Date.now();
        abort.abort();
      } else if (Date.now() - abortedAt > SAME_SIGNAL_MS) process.exit(130);
    });
  }
  try {
    process.exit(await story(abort.signal));
  } catch (error) {
    if (abort.signal.aborted) {
      process.stdout.write(`Stopped. Run npm ${name} again to go on.\n`);
      process.exit(130);
    }
    process.stderr.write(`\n${toFailureText(error)}\n`);
    process.exit(1);
  }
}

/** One running Naru a data folder. @throws SetupError ALREADY_RUNNING. Returns what gives it back. */
export function takeRunLock({ dataDir }: Pick<Config, "dataDir">, what: string): () => void {
  try {
    return takeLock(path.join(dataDir, "run.lock"), what);
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new SetupError(
      "ALREADY_RUNNING",
      `Naru runs already from this folder: process ${error.holder.pid} (${error.holder.what}).`,
      `End it first (kill ${error.holder.pid}), or give this one a data folder and a port of its own: NARU_DATA_DIR=/some/folder PORT=3001 npm start`,
    );
  }
}
