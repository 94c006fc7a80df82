import { z } from "zod";
import { EngineError } from "./errors";
import type { LabParts } from "./lab-engine";
import { LABEL_INSTANCE, LABEL_ROLE, LABEL_SANDBOX, labelFilter } from "./labels";
import { listDisks } from "./sandbox-disk";
import { requireSandboxId } from "./sandbox-names";
import { toEngineError } from "./to-engine-error";
import type { CallOptions, Engine, SandboxRecord } from "./types";

const sandboxesSchema = z.array(
  z
    .object({
      Id: z.string(),
      Image: z.string(),
      Created: z.number(),
      State: z.enum(["created", "running", "paused", "restarting", "removing", "exited", "dead"]),
      Labels: z.record(z.string(), z.string()),
    })
    .transform(
      (raw): SandboxRecord => ({
        sandboxId: raw.Labels[LABEL_SANDBOX] ?? "",
        instance: raw.Labels[LABEL_INSTANCE] ?? "",
        containerId: raw.Id,
        state: raw.State,
        imageTag: raw.Image,
        createdAt: new Date(raw.Created * 1000),
        labels: raw.Labels,
      }),
    ),
);

export function listSandboxesIn(door: Engine, instance: string, options: CallOptions = {}): Promise<SandboxRecord[]> {
  return list(door, [`${LABEL_ROLE}=sandbox`, `${LABEL_INSTANCE}=${instance}`], options);
}

export async function getSandboxIn(door: Engine, sandboxId: string, options: CallOptions = {}): Promise<SandboxRecord> {
  const [record] = await list(door, [`${LABEL_SANDBOX}=${requireSandboxId(sandboxId)}`], options);
  if (!record) throw new EngineError("NOT_FOUND", `no sandbox ${sandboxId}`, { sandboxId });
  return record;
}

const networksSchema = z.array(z.object({ Labels: z.record(z.string(), z.string()).catch({}) }));

export async function listSandboxIdsIn(
  parts: LabParts,
  instance: string,
  options: CallOptions = {},
): Promise<string[]> {
  const filters = labelFilter(`${LABEL_ROLE}=sandbox`, `${LABEL_INSTANCE}=${instance}`);
  const [records, networks, disks] = await Promise.all([
    listSandboxesIn(parts.door, instance, options),
    parts.door
      .request("GET", "/networks", { query: { filters }, ...options })
      .then((answer) => networksSchema.parse(answer)),
    // Disks carry no labels, and need none: their folder belongs to this lab engine alone.
    listDisks(parts, options),
  ]);
  const ids = [
    ...records.map((record) => record.sandboxId),
    ...networks.map((network) => network.Labels[LABEL_SANDBOX] ?? ""),
    ...disks,
  ];
  return [...new Set(ids)].filter(Boolean);
}

async function list(door: Engine, labels: string[], options: CallOptions): Promise<SandboxRecord[]> {
  const answer = await door.request("GET", "/containers/json", {
    query: { all: true, filters: labelFilter(...labels) },
    ...options,
  });
  try {
    return sandboxesSchema.parse(answer);
  } catch (error) {
    throw toEngineError(error, "listing sandboxes");
  }
}
