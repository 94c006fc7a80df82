import { setTimeout as delay } from "node:timers/promises";
import { removeExpiredTickets } from "@/lib/auth";
import { isHubRunning, isRegistryRunning, restartHub } from "@/lib/docker/hub";
import type { Runtime } from "@/lib/runtime";
import {
  expireSandboxes,
  followSandboxEvents,
  fromEngineId,
  reconcileSandboxes,
  tendPool,
  tendQueue,
} from "@/lib/sandbox";
import { ProcessorWatch } from "@/lib/session";

const EXPIRE_MS = 2_000;
const TEND_MS = 1_000;
const RECONCILE_MS = 15_000;
const PROCESSORS_MS = 20_000;
const TICKETS_MS = 60_000;
const RETRY_MS = 1_000;

/** The work that goes on without a request: expiry, reconciling, and following the lab engine's events. Abort ends it. */
export function startTimers(runtime: Runtime): AbortController {
  const stop = new AbortController();
  const { signal } = stop;
  const { log, sandboxes } = runtime;
  const loop = async (name: string, pauseMs: number, work: () => Promise<void>) => {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error, loop: name }, "periodic work failed");
        runtime.forgetLab();
      }
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  let running: Promise<void> | undefined;
  /** One at a time: two would both begin an interrupted start anew. */
  const reconcile = () => {
    running ??= reconcileSandboxes(sandboxes).finally(() => {
      running = undefined;
    });
    return running;
  };
  void loop("reconcile", RECONCILE_MS, reconcile);
  void loop("expire", EXPIRE_MS, () => expireSandboxes(sandboxes));
  void loop("queue", TEND_MS, () => tendQueue(sandboxes));
  void loop("pool", TEND_MS, () => tendPool(sandboxes));
  const processors = new ProcessorWatch(runtime.config.sandbox.cpus);
  void loop("processors", PROCESSORS_MS, async () => {
    const lab = await runtime.lab();
    const usages = await lab.listCpuUsage(runtime.config.instance, { signal });
    for (const { sandboxId, minutes } of processors.look(usages, performance.now())) {
      const id = fromEngineId(sandboxId);
      if (id === undefined) continue;
      log.warn({ sandbox: id, minutes, reason: "PROCESSOR_BUSY" }, "a sandbox uses its whole processor");
      runtime.bus.emit("notice", { sandboxId: id, notice: { code: "PROCESSOR_BUSY", params: { minutes } } });
    }
  });
  void loop("tickets", TICKETS_MS, removeExpiredTickets);
  let isHubMissed = false;
  void loop("hub", RECONCILE_MS, async () => {
    const lab = await runtime.lab();
    const wasMissed = isHubMissed;
    isHubMissed = !(await isRegistryRunning(lab, signal));
    if (!isHubMissed && (await isHubRunning(lab, signal))) return;
    log.warn("the hub or its package cache stands still; starting it");
    // told once each time: what somebody has read and closed does not come again
    if (isHubMissed && !wasMissed) runtime.bus.emit("hub");
    await restartHub(lab, { signal });
  });
  let isFirstLook = true;
  void loop("events", RETRY_MS, async () => {
    // what ended while nobody listened is in no event: an engine that is back has lost what it ran
    const missed = isFirstLook ? undefined : reconcile();
    isFirstLook = false;
    await Promise.all([missed, followSandboxEvents(sandboxes, signal)]);
  });
  return stop;
}
