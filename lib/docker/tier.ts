import { PROMISES, type RuntimeDescription, type RuntimePromise, type RuntimeTier } from "../shared/foundations";

const KEPT: Record<RuntimeTier, readonly RuntimePromise[]> = {
  namespaces: ["ownUsers", "filteredCalls", "ownLimits", "ownDisk", "ownNetwork"],
  sysbox: ["ownUsers", "filteredCalls", "ownLimits", "ownDisk", "ownNetwork", "hiddenMachine"],
  vm: ["ownUsers", "ownLimits", "ownDisk", "ownNetwork", "hiddenMachine", "ownKernel"],
  unknown: [],
};

/** What a runtime of the lab engine, by its name, promises and what not. */
export function describeRuntime(runtime: string): RuntimeDescription {
  const tier = toTier(runtime);
  const keeps = KEPT[tier];
  return {
    tier,
    isTested: runtime === "sandbox",
    keeps,
    lacks: PROMISES.filter((promise) => !keeps.includes(promise)),
  };
}

function toTier(runtime: string): RuntimeTier {
  if (runtime === "sandbox") return "namespaces";
  if (runtime.startsWith("sysbox")) return "sysbox";
  return /^(kata|cloud-hypervisor|firecracker)/.test(runtime) ? "vm" : "unknown";
}
