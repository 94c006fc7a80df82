import type { EndReason } from "../shared/sandbox-view";
import { type SandboxContext, toEngineId } from "./context";

/**
 * Ends a sandbox for a reason the student will read. Of several ends at once the first writes the reason.
 * Returns false when it had ended before. Everything it held is removed before the row says `ended`.
 */
export async function endSandbox(context: SandboxContext, id: string, reason: EndReason): Promise<boolean> {
  const { db, log } = context;
  const [waiting] = await db.sandbox.updateManyAndReturn({
    where: { id, state: "queued" },
    data: { state: "ended", endReason: reason, endedAt: new Date() },
  });
  if (waiting) {
    // nothing of it is on the engine yet
    if (waiting.userId) context.publish({ userId: waiting.userId, sandboxId: id });
    return true;
  }
  const { count } = await db.sandbox.updateMany({
    where: { id, state: { in: ["starting", "ready"] } },
    data: { state: "stopping", endReason: reason, stage: null },
  });
  if (count === 0) return false;
  context.starts.get(id)?.abort();
  const row = await db.sandbox.findUniqueOrThrow({ where: { id } });
  if (row.userId) context.publish({ userId: row.userId, sandboxId: id });
  try {
    await finishEnd(context, id);
  } catch (error) {
    log.warn({ sandbox: id, err: error }, "sandbox not removed yet; the reconciler goes on");
    return true;
  }
  return true;
}

/** Removes what a `stopping` sandbox holds and marks it ended; safe to repeat. */
export async function finishEnd(context: SandboxContext, id: string): Promise<void> {
  const { db, log } = context;
  context.held.release(id);
  const lab = await context.lab();
  await lab.removeSandbox(toEngineId(id));
  const [row] = await db.sandbox.updateManyAndReturn({
    where: { id, state: "stopping" },
    data: { state: "ended", endedAt: new Date() },
  });
  if (!row) return;
  log.info({ sandbox: id, reason: row.endReason }, "sandbox ended");
  if (row.userId) context.publish({ userId: row.userId, sandboxId: id });
}
