import { spawn, spawnSync } from "node:child_process";
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Account } from "./account";
import { findBinaries } from "./binaries";
import { DatabaseError } from "./database-error";
import { prepareFolder, SHARED_FOLDER } from "./folder";

const ROLE = "naru";
/** A server that recovers from a crash may take long, and says so; one that says nothing may not. */
const RECOVERY_TIMEOUT_MS = 10 * 60_000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
/** How soon a server that died is missed. */
const KEEP_MS = 250;
const LARGEST_LOG_BYTES = 1024 * 1024;

export interface EmbeddedServer {
  /** Address of one of its databases, made when it does not exist. */
  openDatabase(name: string): Promise<string>;
  /** From now on one that dies without being told to is started again, for as long as this process lives. */
  keepRunning(): void;
  /** False when a server left by a killed process was found running. */
  isStartedNow: boolean;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of our own: reached by a unix socket in a folder of mode 0700, no port, no password.
 * It outlives a killed process of ours, and the next start takes it over.
 * @throws DatabaseError saying what to do.
 */
export async function startEmbeddedServer(
  dataDir: string,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<EmbeddedServer> {
  const { folder, account, movedBecause } = prepareFolder(path.resolve(dataDir));
  if (movedBecause) report(`database in ${folder}: ${movedBecause}`);
  const data = path.join(folder, "data");
  const isRunning = existsSync(data) && (await look(folder)) === "up";
  const start = async (by?: AbortSignal) => {
    const binaries = findBinaries(account, SHARED_FOLDER);
    if (existsSync(data)) refuseOtherMajor(data, binaries.major);
    else createData(binaries.folder, folder, data, account);
    await launch(binaries.folder, folder, data, account, report, by);
  };
  if (!isRunning) await start(signal);
  let letGo = () => {};
  return {
    isStartedNow: !isRunning,
    keepRunning: () => {
      letGo();
      letGo = keepRunning(data, start, report);
    },
    openDatabase: async (name) => {
      await createDatabase(folder, name);
      return toUrl(folder, name);
    },
    stop: () => {
      letGo();
      return stop(folder, data);
    },
  };
}

/** Returns what ends the watch. Also one that could not recover, for lack of disk, is tried again until it can. */
function keepRunning(
  data: string,
  start: (signal: AbortSignal) => Promise<void>,
  report: (line: string) => void,
): () => void {
  const abort = new AbortController();
  let isStarting = false;
  let failures = 0;
  const timer = setInterval(() => {
    if (isStarting || isAlive(data)) return;
    isStarting = true;
    if (failures === 0) report("the database ended; starting it again");
    start(abort.signal)
      .then(() => {
        failures = 0;
      })
      .catch((error: unknown) => {
        failures += 1;
        if (failures === 1) report(String(error));
      })
      .finally(() => {
        isStarting = false;
      });
  }, KEEP_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    abort.abort();
  };
}

function isAlive(data: string): boolean {
  try {
    process.kill(Number(readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n", 1)[0]), 0);
    return true;
  } catch (error) {
    // another account's is alive too
    return hasCode(error, "EPERM");
  }
}

function toUrl(folder: string, database: string): string {
  return `postgresql://${ROLE}@localhost/${database}?host=${encodeURIComponent(folder)}`;
}

type Sight = "up" | "starting" | "absent";

async function look(folder: string): Promise<Sight> {
  const client = new pg.Client({ connectionString: toUrl(folder, "postgres"), connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return "up";
  } catch (error) {
    // cannot_connect_now: starting up, recovering or shutting down
    return hasCode(error, "57P03") ? "starting" : "absent";
  } finally {
    await client.end().catch(() => {});
  }
}

/** In a folder beside and renamed when whole, so that an interrupted start leaves nothing half made. */
function createData(bin: string, folder: string, data: string, account: Account): void {
  const half = `${data}.new`;
  rmSync(half, { recursive: true, force: true });
  const args = ["-D", half, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-instructions"];
  const run = spawnSync(path.join(bin, "initdb"), args, {
    ...account,
    cwd: folder,
    env: serverEnv(),
    encoding: "utf8",
  });
  if (run.status !== 0) {
    rmSync(half, { recursive: true, force: true });
    throw new DatabaseError(
      `The database could not be created: ${lastLines(run.stderr || String(run.error ?? run.signal))}`,
    );
  }
  renameSync(half, data);
}

/** What PostgreSQL says while processes of a killed server are still going. */
const LEFT_OVER = /lock file ".*" already exists|pre-existing shared memory block/;
const LEFT_OVER_TIMEOUT_MS = 15_000;

/** Starts the server; one that was killed a moment ago is waited for until its last process has gone. */
async function launch(...start: Parameters<typeof launchOnce>): Promise<void> {
  const [, folder, , , , signal] = start;
  const deadline = Date.now() + LEFT_OVER_TIMEOUT_MS;
  while ((await launchOnce(...start)) === "held") {
    if (Date.now() > deadline) {
      throw new DatabaseError(`Another PostgreSQL holds ${folder} and does not answer. End it, then start again.`);
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function launchOnce(
  bin: string,
  folder: string,
  data: string,
  account: Account,
  report: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<"up" | "held"> {
  const logFile = path.join(folder, "postgres.log");
  const isLogFull = (statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG_BYTES;
  const log = openSync(logFile, isLogFull ? "w" : "a", 0o600);
  const logStart = statSync(logFile).size;
  if (account.uid !== undefined && account.gid !== undefined) chownSync(logFile, account.uid, account.gid);
  const settings = {
    listen_addresses: "",
    unix_socket_directories: folder,
    unix_socket_permissions: "0700",
    shared_buffers: "32MB",
    max_connections: "40",
    // what was acknowledged survives a kill and a power cut
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
  };
  const args = ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  // detached: Ctrl-C at our terminal and our own death are not the server's
  const child = spawn(path.join(bin, "postgres"), args, {
    ...account,
    cwd: folder,
    env: serverEnv(),
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  let ended: string | undefined;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, by) => {
    ended = `it ended with ${code ?? by}`;
  });
  child.unref();
  const startedAt = Date.now();
  let hasSaid = false;
  for (;;) {
    const sight = await look(folder);
    if (sight === "up") return "up";
    const waitedMs = Date.now() - startedAt;
    const isTooLate = waitedMs > (sight === "starting" ? RECOVERY_TIMEOUT_MS : START_TIMEOUT_MS);
    if (ended || isTooLate) {
      if (!ended) child.kill("SIGINT");
      const said = readFileSync(logFile, "utf8").slice(logStart);
      if (ended && LEFT_OVER.test(said)) return "held";
      throw new DatabaseError(
        `PostgreSQL did not start: ${ended ?? `not ready after ${Math.round(waitedMs / 1000)} s`}. ${lastLines(said)} (${logFile})`,
      );
    }
    if (!hasSaid && waitedMs > 3_000) {
      report(sight === "starting" ? "recovering the database after a crash" : "waiting for PostgreSQL");
      hasSaid = true;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

function refuseOtherMajor(data: string, major: number): void {
  const found = readFileSync(path.join(data, "PG_VERSION"), "utf8").trim();
  if (Number(found) === major) return;
  throw new DatabaseError(
    `The database in ${data} was made by PostgreSQL ${found}; the one here is ${major}. Dump it with the old version and restore it, or set DATABASE_URL.`,
  );
}

async function createDatabase(folder: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: toUrl(folder, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // another process made it in between
    if (!hasCode(error, "42P04") && !hasCode(error, "23505")) throw error;
  } finally {
    await client.end();
  }
}

/** Fast shutdown; the pid is only believed while a server answers on our own socket. */
async function stop(folder: string, data: string): Promise<void> {
  const pidFile = path.join(data, "postmaster.pid");
  if (!existsSync(pidFile) || (await look(folder)) === "absent") return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n", 1)[0]);
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (existsSync(pidFile)) {
    if (Date.now() > deadline)
      throw new DatabaseError(`PostgreSQL (pid ${pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} s.`);
    await sleep(POLL_MS);
  }
}

/** Nothing of our environment: PG* variables would change what the server does. */
function serverEnv(): NodeJS.ProcessEnv {
  return { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C" };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-4).join(" | ");
}
