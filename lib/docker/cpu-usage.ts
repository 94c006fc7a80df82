import { runIn } from "./exec-to-end";
import type { LabParts } from "./lab-engine";
import { listSandboxesIn } from "./list-sandboxes";
import type { CallOptions, SandboxCpuUsage } from "./types";

const COMMAND = "/usr/local/sbin/sandbox-cpu";

/** Processor time by sandbox, from the cgroups outside: one exec in the lab engine for all of them. */
export async function listCpuUsageIn(
  parts: LabParts,
  instance: string,
  options: CallOptions = {},
): Promise<SandboxCpuUsage[]> {
  const sandboxes = await listSandboxesIn(parts.door, instance, options);
  const text = await runIn(parts.machine, parts.containerId, { cmd: [COMMAND], user: "root", ...options });
  const used = new Map(
    text
      .split("\n")
      .map((line) => line.split(" "))
      .map(([container = "", microseconds]) => [container, Number(microseconds) / 1e6]),
  );
  return sandboxes.flatMap(({ sandboxId, containerId }) => {
    const usedSeconds = used.get(containerId);
    return usedSeconds === undefined || !Number.isFinite(usedSeconds) ? [] : [{ sandboxId, usedSeconds }];
  });
}
