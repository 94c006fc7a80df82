import { type ChildProcess, spawn } from "node:child_process";
import { statfs } from "node:fs/promises";
import { startDeadline } from "@/lib/docker/deadline";

const READY_MS = 90_000;
const STOP_MS = 20_000;
const POLL_MS = 100;

/**
 * The built server, kept alive as `npm start` keeps it, for a run of the attacks or the faults; `npm test` makes all it
 * needs and says where it shall listen (NARU_E2E_URL).
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const address = process.env.NARU_E2E_URL;
  if (!address) throw new Error("The set-up is missing: run `npm test -- security` or `npm test -- faults`");
  // the tests, which start after this, read it too
  process.env.NARU_DISK_FLOOR_MB ??= String(await chooseDiskFloorMb());
  const server = spawn(process.execPath, ["--import", "tsx", "scripts/serve.ts"], {
    // a test may so be of any address; the header of somebody who is no proxy counts for nothing (lib/gate)
    env: { ...process.env, NODE_ENV: "production", NARU_TRUSTED_PROXY: "127.0.0.1" },
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  try {
    await waitForHealth(address, server);
  } catch (error) {
    await stop(server);
    throw error;
  }
  return () => stop(server);
}

const GIB = 1024 ** 3;
/** What may be taken before the floor is reached: enough for what a run needs, and for its neighbours on the machine. */
const LARGEST_REACH = 16 * GIB;

/** A floor that a test can reach with one large file, long before the machine's disk is full. */
async function chooseDiskFloorMb(): Promise<number> {
  const { bavail, bsize } = await statfs(".");
  const free = bavail * bsize;
  return Math.floor((free - Math.min(LARGEST_REACH, free / 2)) / 1024 ** 2);
}

async function waitForHealth(address: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const limit = startDeadline(undefined, 5_000);
    try {
      if ((await fetch(new URL("/api/health", address), { signal: limit.signal })).ok) return;
    } catch {
      // not listening yet
    } finally {
      limit.done();
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`no server at ${address} within ${READY_MS / 1000} s`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  const timer = setTimeout(() => server.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(timer);
}
