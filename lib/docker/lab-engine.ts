import { connectInsideOf } from "./connect-inside";
import { listCpuUsageIn } from "./cpu-usage";
import { createSandboxIn } from "./create-sandbox";
import { execIn } from "./exec";
import { execToEndIn } from "./exec-to-end";
import { listCostsIn } from "./list-costs";
import { getSandboxIn, listSandboxesIn, listSandboxIdsIn } from "./list-sandboxes";
import { removeSandboxIn } from "./remove-sandbox";
import { getDiskUsage, measureRoomIn } from "./sandbox-disk";
import { sandboxName } from "./sandbox-names";
import { ensureSeedIn, findSeedIn, removeUnusedSeedsIn } from "./seed";
import type { Engine, LabEngine } from "./types";
import { watchSandboxesIn } from "./watch-sandboxes";

/** What the verbs of the lab engine work with. */
export interface LabParts {
  /** The engine the lab engine is a container of. */
  machine: Engine;
  /** The lab engine's own door. */
  door: Engine;
  /** The lab engine's container on the machine's engine. */
  containerId: string;
  instance: string;
  egress: "closed" | "open";
}

export function openLabEngine(parts: LabParts): LabEngine {
  const { door, instance, containerId } = parts;
  return {
    address: door.address,
    instance,
    containerId,
    ping: (options) => door.ping(options),
    version: (options) => door.version(options),
    info: (options) => door.info(options),
    request: (method, path, options) => door.request(method, path, options),
    stream: (path, options) => door.stream(path, options),
    open: (method, path, options) => door.open(method, path, options),
    upgrade: (path, options) => door.upgrade(path, options),
    close: () => door.close(),
    createSandbox: (options) => createSandboxIn(parts, options),
    removeSandbox: (sandboxId, options) => removeSandboxIn(parts, sandboxId, options),
    listSandboxes: (of, options) => listSandboxesIn(door, of, options),
    listSandboxIds: (of, options) => listSandboxIdsIn(parts, of, options),
    getSandbox: (sandboxId, options) => getSandboxIn(door, sandboxId, options),
    getSandboxUsage: (sandboxId, options) => getDiskUsage(parts, sandboxId, options),
    listCosts: (options) => listCostsIn(parts, options),
    measureRoom: (options) => measureRoomIn(parts, options),
    listCpuUsage: (of, options) => listCpuUsageIn(parts, of, options),
    watchSandboxes: (signal) => watchSandboxesIn(door, instance, signal),
    ensureSeed: (options) => ensureSeedIn(parts, options),
    findSeed: (options) => findSeedIn(parts, options),
    removeUnusedSeeds: (options) => removeUnusedSeedsIn(parts, options),
    exec: (sandboxId, options) => execIn(door, sandboxName(sandboxId), options),
    execToEnd: (sandboxId, options) => execToEndIn(door, sandboxName(sandboxId), options),
    connectInside: (sandboxId, target, options) => connectInsideOf(door, sandboxName(sandboxId), target, options),
  };
}
