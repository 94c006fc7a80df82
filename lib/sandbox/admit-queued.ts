import type { Prisma } from "../db";
import type { LabRoom } from "../docker";
import { planAdmission, planClaims } from "./admission";
import { readAdmissionState, readRoom } from "./admission-state";
import { isOwned, type SandboxContext } from "./context";
import { decide } from "./decide";
import { claimWarm } from "./pool";
import { prepareClaimed, provisionSandbox } from "./provision-sandbox";

/** Somebody whose page has been closed this long no longer waits. */
const PATIENCE_MS = 2 * 60_000;

/**
 * Lets those go whose turn it is: to what stands ready in the pool, and beyond that as many as the machine has room for and
 * as may start at once. Safe to call at any moment, from anywhere; their starts go on after this returns. Answers how many
 * were let go.
 */
export async function admitQueued(context: SandboxContext): Promise<number> {
  const { db } = context;
  if ((await db.sandbox.count({ where: { state: "queued" } })) === 0) return 0;
  const [room, origin] = await Promise.all([readRoom(context), context.origin()]);
  const { claimed, admitted } = await decide(context, async (tx) => {
    const claimed = await giveWarm(context, tx, { room, origin });
    const state = await readAdmissionState(tx);
    const ids = planAdmission({ ...state, room }, context.limits);
    if (ids.length === 0) return { claimed, admitted: [] };
    const admitted = await tx.sandbox.updateManyAndReturn({
      where: { id: { in: ids }, state: "queued" },
      // the time spent waiting is not taken off the time to work
      data: {
        state: "starting",
        stage: "disk",
        admittedAt: new Date(),
        lastActiveAt: new Date(),
        expiresAt: toExpiry(context),
      },
    });
    return { claimed, admitted };
  });
  for (const row of claimed) {
    void prepareClaimed(context, row.id).finally(() => tryToAdmit(context));
    context.publish({ userId: row.userId, sandboxId: row.id });
  }
  for (const row of admitted) {
    void provisionSandbox(context, row.id).finally(() => tryToAdmit(context));
    if (row.userId) context.publish({ userId: row.userId, sandboxId: row.id });
  }
  return claimed.length + admitted.length;
}

const toExpiry = ({ limits }: SandboxContext) => new Date(Date.now() + limits.lifetimeMs);

/** Gives warm sandboxes to those who wait. The warm one's row is their sandbox from then on, and their place in the queue goes. */
async function giveWarm(
  context: SandboxContext,
  tx: Prisma.TransactionClient,
  { room, origin }: { room: LabRoom | null; origin: string },
): Promise<{ id: string; userId: string }[]> {
  const usable = await tx.sandbox.count({ where: { state: "warm", origin } });
  if (usable === 0) return [];
  const state = await readAdmissionState(tx);
  const claimed: { id: string; userId: string }[] = [];
  for (const waitingId of planClaims({ ...state, room }, usable, context.limits)) {
    const waiting = await tx.sandbox.findUnique({ where: { id: waitingId } });
    if (!waiting || !isOwned(waiting)) continue;
    const { userId, lesson } = waiting;
    // who gives up at this moment is not under the lock
    const { count } = await tx.sandbox.deleteMany({ where: { id: waitingId, state: "queued" } });
    if (count === 0) continue;
    const id = await claimWarm(tx, { userId, lesson }, { origin, expiresAt: toExpiry(context) });
    if (!id) {
      // the pool has just dropped it
      await tx.sandbox.create({ data: waiting });
      break;
    }
    claimed.push({ id, userId });
  }
  return claimed;
}

/** As admitQueued, when nobody waits for the answer: the timer tries again soon. */
export async function tryToAdmit(context: SandboxContext): Promise<void> {
  await admitQueued(context).catch((error) => context.log.warn({ err: error }, "the queue was not served"));
}

/** Ends the waiting of those who left, serves the queue, and tells who waits where they stand. For a timer. */
export async function tendQueue(context: SandboxContext, now = Date.now()): Promise<void> {
  const { db } = context;
  // after a restart pages need a moment to come back and say that they still wait
  const hasSeenAll = now - context.startedAt > PATIENCE_MS;
  const left = !hasSeenAll
    ? []
    : await db.sandbox.updateManyAndReturn({
        where: { state: "queued", lastActiveAt: { lt: new Date(now - PATIENCE_MS) } },
        data: { state: "ended", endReason: "left", endedAt: new Date(now) },
      });
  for (const { id, userId } of left) if (userId) context.publish({ userId, sandboxId: id });
  await admitQueued(context);
  const waiting = await db.sandbox.findMany({ where: { state: "queued" }, select: { id: true, userId: true } });
  for (const { id, userId } of waiting) if (userId) context.publish({ userId, sandboxId: id });
}

/** Notes that its student still waits with the page open, at most every 20 s. */
export async function touchQueued({ db }: SandboxContext, id: string, now = Date.now()): Promise<void> {
  await db.sandbox.updateMany({
    where: { id, state: "queued", lastActiveAt: { lt: new Date(now - 20_000) } },
    data: { lastActiveAt: new Date(now) },
  });
}
