import { z } from "zod";
import { runIn } from "./exec-to-end";
import type { LabParts } from "./lab-engine";
import { requireSandboxId } from "./sandbox-names";
import type { CallOptions, LabRoom, SandboxUsage } from "./types";

const COMMAND = "/usr/local/sbin/sandbox-disk";
const TIMEOUT_MS = 30_000;
/** An exec outlives whoever gives up waiting for it: what hangs is ended where it runs, a moment before. */
const ENDED_BEFORE_MS = 1_000;

/** Makes and mounts a sandbox's own filesystem in the lab engine; answers its folder there. */
export async function createDisk(
  parts: LabParts,
  disk: { sandboxId: string; diskBytes: number; inodes: number },
  options: CallOptions = {},
): Promise<string> {
  const { sandboxId, diskBytes, inodes } = disk;
  return (await run(parts, ["create", requireSandboxId(sandboxId), String(diskBytes), String(inodes)], options)).trim();
}

export async function removeDisk(parts: LabParts, sandboxId: string, options: CallOptions = {}): Promise<void> {
  await run(parts, ["remove", requireSandboxId(sandboxId)], options);
}

export async function listDisks(parts: LabParts, options: CallOptions = {}): Promise<string[]> {
  return (await run(parts, ["list"], options)).split("\n").filter(Boolean);
}

const usageSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

export async function getDiskUsage(
  parts: LabParts,
  sandboxId: string,
  options: CallOptions = {},
): Promise<SandboxUsage> {
  const line = await run(parts, ["usage", requireSandboxId(sandboxId)], options);
  const [diskUsedBytes, diskTotalBytes, inodesUsed, inodesTotal] = usageSchema.parse(
    line.trim().split(" ").map(Number),
  );
  return { diskUsedBytes, diskTotalBytes, inodesUsed, inodesTotal };
}

const roomSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** What is left on the machine. */
export async function measureRoomIn(parts: LabParts, options: CallOptions = {}): Promise<LabRoom> {
  const line = await run(parts, ["room"], options);
  const [memoryTotalBytes, memoryAvailableBytes, diskTotalBytes, diskFreeBytes] = roomSchema.parse(
    line.trim().split(" ").map(Number),
  );
  return { memoryTotalBytes, memoryAvailableBytes, diskTotalBytes, diskFreeBytes };
}

function run({ machine, containerId }: LabParts, verb: string[], options: CallOptions): Promise<string> {
  const { timeoutMs = TIMEOUT_MS } = options;
  const seconds = Math.max(1, (timeoutMs - ENDED_BEFORE_MS) / 1000);
  const cmd = ["timeout", "--signal=KILL", String(seconds), COMMAND, ...verb];
  return runIn(machine, containerId, { cmd, user: "root", ...options, timeoutMs });
}
