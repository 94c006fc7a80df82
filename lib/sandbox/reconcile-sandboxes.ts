import { z } from "zod";
import { isEngineError } from "../docker";
import type { EndReason } from "../shared/sandbox-view";
import { tryToAdmit } from "./admit-queued";
import { fromEngineId, HOLDING_STATES, type SandboxContext, type SandboxLab, toEngineId } from "./context";
import { endSandbox, finishEnd } from "./end-sandbox";
import { dropWarm } from "./pool";

/** How long an ended row is kept for its reason to be shown. */
const HISTORY_MS = 30 * 24 * 60 * 60 * 1000;
/** A start is known to its process at once: one of this age that is not is nobody's. */
const KNOWN_WITHIN_MS = 10_000;
/** A removal that hangs is tried again in the next round. */
const REMOVE_TIMEOUT_MS = 20_000;

/** Ends what is over its time. Idle comes first: it is the reason a student can do something about. */
export async function expireSandboxes(context: SandboxContext, now = Date.now()): Promise<void> {
  const { db, limits } = context;
  const due = await db.sandbox.findMany({
    where: {
      state: { in: ["ready", "starting"] },
      OR: [
        { expiresAt: { lte: new Date(now) } },
        { state: "ready", lastActiveAt: { lte: new Date(now - limits.idleTimeoutMs) } },
      ],
    },
  });
  for (const row of due) {
    const reason: EndReason = row.lastActiveAt.getTime() + limits.idleTimeoutMs <= now ? "idle" : "expired";
    await endSandbox(context, row.id, reason);
  }
}

/**
 * Brings rows and the engine's labelled containers together after anything may have happened in between:
 * rows without a running container end as `lost`, interrupted starts take their turn anew, containers without a row go.
 */
export async function reconcileSandboxes(context: SandboxContext): Promise<void> {
  const { db, log } = context;
  const lab = await context.lab();
  // containers first: what became ready after this moment may be missing from the list and is left alone below
  const listedAt = Date.now();
  const [containers, leftIds] = await Promise.all([
    lab.listSandboxes(context.instance),
    lab.listSandboxIds(context.instance),
  ]);
  const rows = await db.sandbox.findMany({ where: { state: { in: [...HOLDING_STATES] } } });
  const containerByRow = new Map(containers.map((container) => [fromEngineId(container.sandboxId), container]));
  const failures: unknown[] = [];
  /** One that cannot be brought in order keeps none of the others waiting for the next round. */
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  const mend = async (row: (typeof rows)[number]) => {
    const container = containerByRow.get(row.id);
    if (row.state === "stopping" && !context.starts.has(row.id)) {
      await finishEnd(context, row.id);
    } else if (row.state === "starting") {
      if (!(await isInterrupted(context, row.id))) return;
      log.warn({ sandbox: row.id }, "start was interrupted; it takes its turn anew");
      await lab.removeSandbox(toEngineId(row.id));
      await db.sandbox.updateMany({
        where: { id: row.id, state: "starting" },
        data: { state: "queued", stage: null, isFromPool: false, lastActiveAt: new Date() },
      });
    } else if (row.state === "warming") {
      if (!(await isInterrupted(context, row.id))) return;
      await db.sandbox.deleteMany({ where: { id: row.id, state: "warming" } });
    } else if (row.state === "warm" && container?.state !== "running") {
      if (row.readyAt && row.readyAt.getTime() < listedAt) await dropWarm(context, row.id);
    } else if (row.state === "ready" && container?.state !== "running") {
      if (!row.readyAt || row.readyAt.getTime() >= listedAt) return;
      await endSandbox(context, row.id, "lost");
    }
  };
  const clear = async (engineId: string) => {
    const id = fromEngineId(engineId);
    // disks carry no owner's label: one without an id of ours is a proof's or a test's
    const isOurs = id !== undefined || containers.some((container) => container.sandboxId === engineId);
    if (!isOurs || (id && (await isLive(context, id)))) return;
    log.warn({ sandbox: engineId }, "removing a sandbox no row knows");
    await lab.removeSandbox(engineId, { timeoutMs: REMOVE_TIMEOUT_MS });
  };
  for (const row of rows) await attempt(() => mend(row));
  for (const engineId of leftIds) await attempt(() => clear(engineId));
  await tryToAdmit(context);
  const current = await context.seed();
  const oldSeeds = current === undefined ? [] : await lab.removeUnusedSeeds({ current });
  if (oldSeeds.length > 0) log.info({ seeds: oldSeeds }, "removed seeds no sandbox uses");
  await db.sandbox.deleteMany({
    where: { state: { in: ["ended", "failed"] }, endedAt: { lt: new Date(Date.now() - HISTORY_MS) } },
  });
  if (failures.length > 0) throw new AggregateError(failures, "not all sandboxes could be brought in order");
}

/**
 * Whether nobody works on a start any more: this process does not, and it was begun by one before, or a while ago: its
 * decision's answer was lost, or its end could not be written. Asked anew for each, since much may have happened while others were mended.
 */
async function isInterrupted({ db, starts, startedAt }: SandboxContext, id: string): Promise<boolean> {
  const row = await db.sandbox.findUnique({ where: { id } });
  if (!row || starts.has(id) || (row.state !== "starting" && row.state !== "warming")) return false;
  const begunAt = (row.admittedAt ?? row.createdAt).getTime();
  return begunAt < startedAt || begunAt < Date.now() - KNOWN_WITHIN_MS;
}

/** Asked anew, since a start may have begun after the rows were read; one whose removal is still under way counts as live. */
async function isLive({ db, starts }: SandboxContext, id: string): Promise<boolean> {
  if (starts.has(id)) return true;
  return (await db.sandbox.count({ where: { id, state: { in: ["queued", ...HOLDING_STATES] } } })) > 0;
}

/** Ends a sandbox the moment its container dies behind our back; returns when the signal aborts. */
export async function followSandboxEvents(context: SandboxContext, signal: AbortSignal): Promise<void> {
  const lab = await context.lab();
  try {
    for await (const event of lab.watchSandboxes(signal)) {
      const id = fromEngineId(event.sandboxId);
      // an `oom` names a process inside; only the container's own death ends the sandbox
      if (!id || (event.kind !== "die" && event.kind !== "destroy")) continue;
      // an id may have a second container by the time the end of its first is told
      if (await hasOther(context, lab, event)) continue;
      await dropWarm(context, id);
      const row = await context.db.sandbox.findFirst({ where: { id, state: "ready" } });
      if (row) await endSandbox(context, id, (await wasOutOfMemory(lab, event.containerId)) ? "out-of-memory" : "lost");
    }
  } catch (error) {
    if (!isEngineError(error, "ABORTED")) throw error;
  }
}

async function hasOther(
  { instance }: SandboxContext,
  lab: Pick<SandboxLab, "listSandboxes">,
  { sandboxId, containerId }: { sandboxId: string; containerId: string },
): Promise<boolean> {
  const containers = await lab.listSandboxes(instance);
  return containers.some(
    (one) => one.sandboxId === sandboxId && one.containerId !== containerId && one.state === "running",
  );
}

const inspectSchema = z.object({ State: z.object({ OOMKilled: z.boolean() }) });

async function wasOutOfMemory(lab: Pick<SandboxLab, "request">, containerId: string): Promise<boolean> {
  try {
    const answer = inspectSchema.parse(
      await lab.request("GET", `/containers/${containerId}/json`, { timeoutMs: 5_000 }),
    );
    return answer.State.OOMKilled;
  } catch (error) {
    if (isEngineError(error, "NOT_FOUND")) return false;
    throw error;
  }
}
