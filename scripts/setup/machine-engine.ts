import { spawn } from "node:child_process";
import { mkdir, open, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Engine, openEngine } from "../../lib/docker";
import { canInstallPackages, findProgram, installPackages, runCommand } from "./run-command";
import { SetupError } from "./setup-error";

const DEFAULT_SOCKET = "/var/run/docker.sock";
const START_TIMEOUT_MS = 45_000;
/** Engine 20.10: the first with private cgroup namespaces. */
const OLDEST_API = 1.41;

export interface MachineEngineOptions {
  socketPath?: string;
  /** Where a dockerd that we start ourselves writes its log. */
  dataDir: string;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

/** The machine's own Docker engine: found, started, or on Debian as root installed. */
export async function ensureMachineEngine(options: MachineEngineOptions): Promise<Engine> {
  const { socketPath = DEFAULT_SOCKET, report } = options;
  let answer = await probe(socketPath);
  if (answer === "silent" && socketPath === DEFAULT_SOCKET && process.platform === "linux") {
    if (!(await findProgram("dockerd"))) {
      await requireInstallable();
      report?.("Installing Docker (docker.io)");
      await installPackages(["docker.io", "iptables", "ca-certificates"], options);
      answer = await probe(socketPath);
    }
    if (answer === "silent") {
      report?.("Starting Docker");
      await startDaemon(options);
      answer = await probe(socketPath);
    }
  }
  if (answer === "forbidden") throw notAllowed(socketPath);
  if (answer === "silent") throw notRunning(socketPath);

  const engine = openEngine({ socketPath });
  const { apiVersion, version, os } = await engine.version({ signal: options.signal });
  if (Number(apiVersion) < OLDEST_API || os !== "linux")
    throw new SetupError(
      "ENGINE_TOO_OLD",
      `Docker ${version} (${os}) is too old: a Linux engine of version 20.10 or newer is needed.`,
      "Update Docker, then start again.",
    );
  return engine;
}

type Probe = "answers" | "silent" | "forbidden";

function probe(socketPath: string): Promise<Probe> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const done = (result: Probe) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(3_000, () => done("silent"));
    socket.once("connect", () => done("answers"));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      done(error.code === "EACCES" || error.code === "EPERM" ? "forbidden" : "silent");
    });
  });
}

async function requireInstallable(): Promise<void> {
  if (await canInstallPackages()) return;
  const hasApt = (await findProgram("apt-get")) !== undefined;
  throw new SetupError(
    "ENGINE_NOT_INSTALLED",
    "No Docker engine is installed on this machine.",
    hasApt
      ? "Type: sudo apt-get install docker.io, then: sudo usermod -aG docker $USER, log in anew, and start again. Or start this as root once."
      : "Install Docker Engine by your system's own way (docs.docker.com/engine/install), then start again.",
  );
}

async function startDaemon(options: MachineEngineOptions): Promise<void> {
  if (process.getuid?.() !== 0) throw notRunning(options.socketPath ?? DEFAULT_SOCKET);
  const first = (await readFile("/proc/1/comm", "utf8").catch(() => "")).trim();
  const call = { report: options.report, signal: options.signal, timeoutMs: START_TIMEOUT_MS };
  if (first === "systemd") {
    await runCommand("systemctl", ["start", "docker"], call);
    return waitForSocket(options, () => undefined);
  }
  if (first === "init" && (await findProgram("service"))) {
    await runCommand("service", ["docker", "start"], call);
    return waitForSocket(options, () => undefined);
  }
  await startDetached(options);
}

/** Where no init runs services, as in many containers and virtual machines: a daemon that outlives us. */
async function startDetached(options: MachineEngineOptions): Promise<void> {
  const logPath = join(options.dataDir, "dockerd.log");
  await mkdir(options.dataDir, { recursive: true });
  const log = await open(logPath, "a");
  try {
    const program = (await findProgram("dockerd")) ?? "dockerd";
    const child = spawn(program, [], { detached: true, stdio: ["ignore", log.fd, log.fd], cwd: "/" });
    let ended: string | undefined;
    child.once("error", (error) => {
      ended = error.message;
    });
    child.once("exit", (code, killedBy) => {
      ended = `dockerd ended with ${killedBy ?? `code ${code}`}`;
    });
    await waitForSocket(options, () => ended, logPath);
    child.unref();
  } finally {
    await log.close();
  }
}

async function waitForSocket(
  options: MachineEngineOptions,
  findEnd: () => string | undefined,
  logPath?: string,
): Promise<void> {
  const socketPath = options.socketPath ?? DEFAULT_SOCKET;
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  while ((await probe(socketPath)) === "silent") {
    const end = findEnd();
    if (end !== undefined || Date.now() > giveUpAt) {
      const lines = logPath ? (await readFile(logPath, "utf8")).trimEnd().split("\n").slice(-5) : [];
      throw new SetupError(
        "ENGINE_NOT_RUNNING",
        `Docker was started and does not answer: ${end ?? `nothing within ${START_TIMEOUT_MS / 1000} s`}.`,
        logPath ? [`See ${logPath}:`, ...lines].join("\n") : "Type: journalctl -u docker",
      );
    }
    await wait(100, undefined, { signal: options.signal });
  }
}

function notRunning(socketPath: string): SetupError {
  if (process.platform !== "linux")
    return new SetupError(
      "ENGINE_NOT_RUNNING",
      `No Docker engine answers at ${socketPath}.`,
      "Start Docker Desktop, wait until it says it is running, then start again.",
    );
  if (socketPath !== DEFAULT_SOCKET)
    return new SetupError(
      "ENGINE_UNREACHABLE",
      `No Docker engine answers at ${socketPath}.`,
      "Start that engine, or take DOCKER_HOST away to use the machine's own.",
    );
  return new SetupError(
    "ENGINE_NOT_RUNNING",
    "Docker is installed and does not run.",
    "Type: sudo systemctl start docker (without systemd: sudo service docker start), then start again.",
  );
}

function notAllowed(socketPath: string): SetupError {
  const user = process.env.USER ?? "your user";
  return new SetupError(
    "ENGINE_NOT_ALLOWED",
    `A Docker engine runs here, and ${user} may not use it (${socketPath}: permission denied).`,
    "Type: sudo usermod -aG docker $USER, log in anew, then start again. Who may use Docker is as good as root on this machine.",
  );
}
