import { readFile } from "node:fs/promises";
import { expect, vi } from "vitest";
import { findListener } from "@/e2e/accidents/listening-process";
import { siteUrl } from "../site";

const port = Number(new URL(siteUrl).port);
const MIB = 1024;

/** The process that serves the site now. @throws Error when nobody does. */
export async function getWebProcess(): Promise<number> {
  const pid = await findListener(port);
  if (!pid) throw new Error(`nobody listens at ${port}`);
  return pid;
}

/** Ends the web process without a word, as a power cut or the kernel would. */
export async function killWebProcess(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<number> {
  const pid = await getWebProcess();
  process.kill(pid, signal);
  return pid;
}

export async function readHealth(): Promise<{ database: boolean; engine: boolean; hub: boolean } | undefined> {
  try {
    return await (await fetch(new URL("/api/health", siteUrl))).json();
  } catch {
    return undefined;
  }
}

/** Waits until database and lab engine answer through the site. */
export async function waitForHealth(timeoutMs = 60_000): Promise<void> {
  await vi.waitFor(async () => expect(await readHealth()).toMatchObject({ database: true, engine: true }), {
    timeout: timeoutMs,
    interval: 50,
  });
}

/** Resident memory of the web process, MiB. */
export async function readWebMemoryMb(): Promise<number> {
  const status = await readFile(`/proc/${await getWebProcess()}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / MIB;
}
