import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { SetupError } from "./setup-error";

const LAST_LINES = 15;

export interface RunOptions {
  env?: Readonly<Record<string, string>>;
  report?: (line: string) => void;
  signal?: AbortSignal;
  timeoutMs: number;
}

/** Runs a command to its end, handing each line it writes to `report`. Throws COMMAND_FAILED with its last lines. */
export function runCommand(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { env, report, signal, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
      signal,
      timeout: timeoutMs,
    });
    const last: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split(/[\r\n]+/);
        // A tool's progress may be one endless line.
        rest = (lines.pop() ?? "").slice(-4096);
        for (const line of lines.filter((line) => line.trim())) {
          last.push(line);
          if (last.length > LAST_LINES) last.shift();
          report?.(line);
        }
      });
    }
    child.once("error", (cause) => reject(failed(command, args, cause.message, last, cause)));
    child.once("close", (code, killedBy) => {
      if (code === 0) resolve();
      else reject(failed(command, args, killedBy ? `ended by ${killedBy}` : `exit code ${code}`, last));
    });
  });
}

function failed(command: string, args: readonly string[], how: string, last: readonly string[], cause?: unknown) {
  return new SetupError(
    "COMMAND_FAILED",
    `${command} failed (${how})`,
    [`It was: ${command} ${args.join(" ")}`, ...last].join("\n"),
    { cause },
  );
}

/** Where a program is, looked for also where only root's PATH leads. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {}
  }
  return undefined;
}

/** Whether packages can be installed here by us. */
export async function canInstallPackages(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findProgram("apt-get")) !== undefined;
}

export async function installPackages(
  names: readonly string[],
  options: Omit<RunOptions, "timeoutMs" | "env">,
): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // Lists may be absent or stale; where they cannot be had anew, the old may do.
  await runCommand("apt-get", ["update"], { ...options, env, timeoutMs: 180_000 }).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    options.report?.(error instanceof Error ? error.message : String(error));
  });
  await runCommand("apt-get", ["install", "--yes", "--no-install-recommends", ...names], {
    ...options,
    env,
    timeoutMs: 900_000,
  });
}
