import { type ChildProcess, spawn } from "node:child_process";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "@/lib/config";
import { startDeadline } from "@/lib/docker/deadline";
import { SetupError } from "./setup-error";

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 100;
/** The server takes 5 s to say goodbye to its sockets. */
const STOP_TIMEOUT_MS = 15_000;

export interface RunningServer {
  /** Where a browser finds it. */
  address: string;
  /** Settles when it has ended: its exit code, or 128 and more after a signal. */
  ended: Promise<number>;
  stop(): Promise<void>;
}

/** One that ends sooner than this after its start is started again later and later: whatever keeps it down may pass. */
const CRASH_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * How the built server is run. A small young generation, a heap that grows by a quarter between collections and few malloc
 * arenas keep it small (see docs/performance.md); source maps would cost 90 MB more.
 */
export const BUILT_SERVER = ["--max-semi-space-size=4", "--heap-growing-percent=25", "dist/server.mjs"] as const;

/**
 * Starts the server, returns when /api/health answers, and starts it again whenever it dies without being told to: shells
 * and sandboxes live on meanwhile. @throws SetupError SERVER_FAILED.
 */
export async function runServer(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { host, port }: Pick<Config, "host" | "port">,
  signal: AbortSignal,
): Promise<RunningServer> {
  const supervised = superviseChild(() =>
    spawn(process.execPath, args, { env: { MALLOC_ARENA_MAX: "2", ...env }, stdio: "inherit", detached: true }),
  );
  const address = toAddress(host, port);
  try {
    await waitForHealth(address, supervised.ended, signal);
  } catch (error) {
    await supervised.stop();
    throw error;
  }
  supervised.keepAlive();
  return { address, ended: supervised.ended, stop: supervised.stop };
}

/** Lets work go on as long as the server does, however often that is started anew; returns the server's exit code. */
export async function besideServer(
  { ended }: Pick<RunningServer, "ended">,
  signal: AbortSignal,
  work: (until: AbortSignal) => Promise<void>,
): Promise<number> {
  const end = new AbortController();
  const until = AbortSignal.any([signal, end.signal]);
  // every image at work listens to it
  setMaxListeners(0, until);
  const working = work(until);
  try {
    return await ended;
  } finally {
    end.abort();
    await working;
  }
}

/** `start` must put the child in a group of its own: Ctrl-C at the terminal then reaches it once, through us. */
export function superviseChild(start: () => ChildProcess) {
  let isStopping = false;
  let isKept = false;
  let child: ChildProcess;
  let crashes = 0;
  let next: NodeJS.Timeout | undefined;
  let end: (exitCode: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const launch = () => {
    const startedAt = Date.now();
    child = start();
    child.once("error", () => end(1));
    child.once("exit", (code, by) => {
      const exitCode = code ?? 128 + (by === "SIGKILL" ? 9 : 15);
      crashes = Date.now() - startedAt < CRASH_MS ? crashes + 1 : 0;
      if (isStopping || !isKept) return end(exitCode);
      process.stderr.write(`The server ended with ${exitCode}; starting it again.\n`);
      const pauseMs = crashes === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (crashes - 1), LONGEST_PAUSE_MS);
      next = setTimeout(launch, pauseMs);
    });
  };
  launch();
  return {
    ended,
    /** From now on an end is answered by a new start. */
    keepAlive: () => {
      isKept = true;
    },
    stop: async () => {
      isStopping = true;
      clearTimeout(next);
      if (child.exitCode !== null || child.signalCode !== null) end(child.exitCode ?? 0);
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function waitForHealth(address: string, ended: Promise<number>, signal: AbortSignal): Promise<void> {
  let exitCode: number | undefined;
  void ended.then((code) => {
    exitCode = code;
  });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let last = "no answer";
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (exitCode !== undefined)
      throw new SetupError(
        "SERVER_FAILED",
        `The server ended with ${exitCode} before it was ready.`,
        "What it wrote above says why.",
      );
    const limit = startDeadline(signal, 5_000);
    try {
      const response = await fetch(`${address}/api/health`, { signal: limit.signal });
      if (response.ok) return;
      last = `status ${response.status}`;
    } catch (error) {
      last = error instanceof Error ? String(error.cause ?? error.message) : String(error);
    } finally {
      limit.done();
    }
    await sleep(POLL_MS);
  }
  throw new SetupError(
    "SERVER_FAILED",
    `The server was not ready within ${READY_TIMEOUT_MS / 1000} s (${last}).`,
    "What it wrote above says why.",
  );
}

function toAddress(host: string, port: number): string {
  const reachable =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  return `http://${reachable}:${port}`;
}
