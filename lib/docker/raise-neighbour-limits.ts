import { z } from "zod";
import { LABEL_INSTANCE, LABEL_ROLE, labelFilter } from "./labels";
import { createdSchema, idsSchema } from "./records";
import type { CallOptions, Engine } from "./types";

const TIMEOUT_MS = 60_000;
const ROLE = "neighbour-limits";
/** The kernel tidies up above the second and refuses above the third, which is raised first: the second is never above it. */
const THRESHOLDS = [
  ["gc_thresh3", 262_144],
  ["gc_thresh2", 131_072],
] as const;
const SCRIPT = THRESHOLDS.map(
  ([name, entries]) =>
    `f=/proc/sys/net/ipv4/neigh/default/${name}; [ "$(cat $f)" -ge ${entries} ] || echo ${entries} > $f || exit 1`,
).join("; ");
const waitSchema = z.object({ StatusCode: z.number() });

/**
 * All network namespaces of a kernel share one table of neighbours (ARP), of 1024 entries by default, and who is root in
 * one can fill it: others then reach nobody new. Only the machine's own namespace can raise the limit.
 * Answers false where that is not allowed. @throws EngineError
 */
export async function raiseNeighbourLimits(
  machine: Engine,
  { instance, imageTag, signal }: { instance: string; imageTag: string; signal?: AbortSignal },
): Promise<boolean> {
  const call = { signal, timeoutMs: TIMEOUT_MS };
  await removeLeft(machine, instance, call);
  const created = await machine.request("POST", "/containers/create", {
    body: {
      Image: imageTag,
      Entrypoint: ["sh", "-c", SCRIPT],
      Labels: { [LABEL_INSTANCE]: instance, [LABEL_ROLE]: ROLE },
      HostConfig: {
        NetworkMode: "host",
        ReadonlyPaths: [],
        CapDrop: ["ALL"],
        CapAdd: ["NET_ADMIN"],
        Memory: 64 * 1024 * 1024,
        PidsLimit: 32,
      },
    },
    ...call,
  });
  const path = `/containers/${createdSchema.parse(created).Id}`;
  try {
    await machine.request("POST", `${path}/start`, call);
    return waitSchema.parse(await machine.request("POST", `${path}/wait`, call)).StatusCode === 0;
  } finally {
    await machine.request("DELETE", path, { query: { force: true }, timeoutMs: TIMEOUT_MS });
  }
}

/** Those of a set-up that was killed. */
async function removeLeft(machine: Engine, instance: string, call: CallOptions): Promise<void> {
  const filters = labelFilter(`${LABEL_INSTANCE}=${instance}`, `${LABEL_ROLE}=${ROLE}`);
  const query = { all: true, filters };
  for (const { Id } of idsSchema.parse(await machine.request("GET", "/containers/json", { query, ...call })))
    await machine.request("DELETE", `/containers/${Id}`, { query: { force: true }, ...call });
}
