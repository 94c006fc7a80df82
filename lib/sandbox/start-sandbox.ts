import { NaruError } from "../shared/errors";
import type { SandboxView } from "../shared/sandbox-view";
import { admitQueued } from "./admit-queued";
import { LIVE_STATES, type SandboxContext } from "./context";
import { decide } from "./decide";
import { endSandbox } from "./end-sandbox";
import { requireSandbox } from "./get-sandbox";
import { claimWarm, mayClaim } from "./pool";
import { prepareClaimed } from "./provision-sandbox";
import { toSandboxView } from "./view";

/** A claimed sandbox is ready sooner than this; a slower one is told through the session. */
const ANSWER_WITHIN_MS = 1_000;
const MINUTE_MS = 60_000;
/** More than anybody needs: each takes one from the pool, whether it is used or not. */
const STARTS_PER_MINUTE = 30;

/**
 * Gives a student a sandbox for a lesson: the one already there, a warm one, a new one that goes on starting after this
 * returns, or a place in the queue.
 * @throws NaruError SANDBOX_ELSEWHERE when one of another lesson runs and `replace` is not set; CAPACITY_FULL when even the
 * queue is full; SANDBOX_BUSY; TOO_MANY_REQUESTS.
 */
export async function startSandbox(
  context: SandboxContext,
  { userId, lesson, replace = false }: { userId: string; lesson: string; replace?: boolean },
): Promise<SandboxView> {
  const { limits } = context;
  const active = await findActive(context, userId);
  if (active && active.lesson !== lesson && active.state !== "stopping") {
    if (!replace) throw new NaruError("SANDBOX_ELSEWHERE", { lesson: active.lesson ?? "" });
    await endSandbox(context, active.id, "moved");
  }
  const origin = await context.origin();
  const expiresAt = new Date(Date.now() + limits.lifetimeMs);
  const { id, isClaimed, isNew } = await decide(context, async (tx) => {
    const mine = await tx.sandbox.findFirst({ where: { userId, state: { in: [...LIVE_STATES] } } });
    if (mine?.state === "stopping") throw new NaruError("SANDBOX_BUSY");
    if (mine && mine.lesson !== lesson) throw new NaruError("SANDBOX_ELSEWHERE", { lesson: mine.lesson ?? "" });
    if (mine) return { id: mine.id, isClaimed: false, isNew: false };
    const lately = await tx.sandbox.count({ where: { userId, createdAt: { gt: new Date(Date.now() - MINUTE_MS) } } });
    if (lately >= STARTS_PER_MINUTE) throw new NaruError("TOO_MANY_REQUESTS", { retryAfterSeconds: 60 });
    const claimed = (await mayClaim(context, tx, userId))
      ? await claimWarm(tx, { userId, lesson }, { origin, expiresAt })
      : undefined;
    if (claimed) return { id: claimed, isClaimed: true, isNew: true };
    const waiting = await tx.sandbox.count({ where: { state: "queued" } });
    if (waiting >= limits.queueLimit) throw new NaruError("CAPACITY_FULL", { limit: limits.queueLimit });
    const created = await tx.sandbox.create({ data: { userId, lesson, state: "queued", expiresAt } });
    return { id: created.id, isClaimed: false, isNew: true };
  });
  if (isClaimed) await withinMs(prepareClaimed(context, id), ANSWER_WITHIN_MS);
  else if (isNew) {
    await admitQueued(context);
    context.recent.queue = undefined;
  }
  // who waited may have a warm one by now, in place of the row they waited with
  const given = (isNew && !isClaimed && (await findActive(context, userId))?.id) || id;
  context.publish({ userId, sandboxId: given });
  return toSandboxView(context, await requireSandbox(context, userId, given));
}

async function findActive({ db }: SandboxContext, userId: string) {
  return db.sandbox.findFirst({ where: { userId, state: { in: [...LIVE_STATES] } }, orderBy: { createdAt: "desc" } });
}

/** Waits for work that goes on by itself, but no longer than this. */
async function withinMs(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
