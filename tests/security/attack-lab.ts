import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { LabEngine } from "@/lib/docker";
import { createTestSandbox, type TestSandbox } from "@/tests/lab";
import { openSiteLab, siteUrl } from "@/tests/site";
import type { SessionConnection, Student } from "@/tests/student";

/** The lesson of tests that need any sandbox. */
export const LESSON = "docker/container-life";

const run = promisify(execFile);

export interface AttackLab {
  lab: LabEngine;
  /** Whose name its sandboxes carry. */
  owner: string;
  createSandbox(options?: Parameters<typeof createTestSandbox>[1]): Promise<TestSandbox>;
  /** What the machine's engine keeps of the lab engine's own output, in bytes. */
  measureLabLog(): Promise<number>;
  /** A script as root of the lab engine's container: what is seen from outside of a sandbox. */
  outside(script: string): Promise<string>;
  close(): void;
}

/** Single sandboxes beside those of the site under test, in its own lab engine. */
export async function openAttackLab(): Promise<AttackLab> {
  const { lab, instance, sandboxImage, close } = await openSiteLab();
  // an owner of its own: the running site removes what carries its name and is in no row
  const owner = `${instance}-attack`;
  for (const left of await lab.listSandboxIds(owner)) await lab.removeSandbox(left);
  return {
    lab,
    owner,
    createSandbox: (options) => createTestSandbox({ lab, instance: owner, sandboxImage }, options),
    outside: async (script) => {
      const { stdout } = await run("docker", ["exec", lab.containerId, "bash", "-c", script], {
        maxBuffer: 4 * 1024 * 1024,
      });
      return stdout;
    },
    measureLabLog: async () => {
      const { stdout } = await run("docker", ["logs", lab.containerId], { maxBuffer: 64 * 1024 * 1024 });
      return Buffer.byteLength(stdout);
    },
    close,
  };
}

/** Busybox from the hub, as `busybox`. */
export async function pullBusybox(sandbox: TestSandbox): Promise<void> {
  const { exitCode, text } = await sandbox.sh("docker pull -q busybox", { timeoutMs: 60_000 });
  if (exitCode !== 0) throw new Error(text);
}

/** Brings a student to a ready sandbox; the session socket stays open. */
export async function openSandbox(
  student: Student,
  lesson = LESSON,
): Promise<{ sandboxId: string; session: SessionConnection }> {
  await student.startAttempt(lesson);
  const session = student.openSession(lesson);
  const { sandbox } = await student.startSandbox(lesson);
  const { id } = await session.waitForSandbox("ready", sandbox.id);
  return { sandboxId: id, session };
}

/** The web process of the site under test, by the port it was given. */
export async function findServerPid(): Promise<number> {
  const port = `PORT=${new URL(siteUrl).port}`;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, "latin1").catch(() => "");
    if (!(await read("cmdline")).split("\0").includes("dist/server.mjs")) continue;
    if ((await read("environ")).split("\0").includes(port)) return Number(pid);
  }
  throw new Error("the server's process is not there");
}

/** Resident memory of a process, in bytes. */
export async function readRss(pid: number): Promise<number> {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"));
  if (!match) throw new Error(`process ${pid} has no memory`);
  return Number(match[1]) * 1024;
}

/** The most a process held while `work` went on, beyond what it held before. */
export async function measureGrowth(pid: number, work: () => Promise<void>): Promise<number> {
  const before = await readRss(pid);
  let most = before;
  const timer = setInterval(() => {
    readRss(pid).then(
      (rss) => {
        most = Math.max(most, rss);
      },
      () => undefined,
    );
  }, 50);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, await readRss(pid)) - before;
}

/** A file that nobody in a sandbox may learn the content of. */
export const createCanary = () => `canary-${randomBytes(16).toString("hex")}`;

/** The value below which this share of all lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
