import { z } from "zod";
import { EngineError } from "./errors";
import { runIn } from "./exec-to-end";
import type { LabParts } from "./lab-engine";
import { listSandboxesIn } from "./list-sandboxes";
import type { CallOptions, SandboxCost } from "./types";

const COMMAND = "/usr/local/sbin/sandbox-costs";

const bytes = z.coerce.number().int();
const lineSchema = z.union([
  z.tuple([z.literal("disk"), z.string(), bytes]),
  z.tuple([z.literal("memory"), z.string(), bytes]),
]);

/** What each sandbox takes, by one process in the lab engine however many there are. */
export async function listCostsIn(parts: LabParts, options: CallOptions = {}): Promise<Map<string, SandboxCost>> {
  const [text, records] = await Promise.all([
    runIn(parts.machine, parts.containerId, { cmd: [COMMAND], user: "root", ...options }),
    listSandboxesIn(parts.door, parts.instance, options),
  ]);
  return toCosts(text, new Map(records.map(({ containerId, sandboxId }) => [containerId, sandboxId])));
}

/** The lines of sandbox-costs by sandbox; what belongs to none of the map, such as the hub, is left out. */
export function toCosts(text: string, sandboxByContainer: ReadonlyMap<string, string>): Map<string, SandboxCost> {
  const costs = new Map<string, SandboxCost>();
  for (const id of sandboxByContainer.values()) costs.set(id, { memoryBytes: null, diskUsedBytes: null });
  for (const line of text.split("\n").filter(Boolean)) {
    const parsed = lineSchema.safeParse(line.split(" "));
    if (!parsed.success) throw new EngineError("BAD_ANSWER", "sandbox-costs: a line that is none", {});
    const [kind, id, used] = parsed.data;
    const cost = costs.get(kind === "disk" ? id : (sandboxByContainer.get(id) ?? ""));
    if (cost) cost[kind === "disk" ? "diskUsedBytes" : "memoryBytes"] = Math.max(0, used);
  }
  return costs;
}
