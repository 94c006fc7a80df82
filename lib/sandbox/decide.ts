import type { Prisma } from "../db";
import { ADMISSION_LOCK, type SandboxContext } from "./context";

/** A hundred at once wait for each other, each for some milliseconds. */
const TURN_MS = 30_000;

/**
 * Makes one decision on who gets a place: one at a time for the whole site, so that what it counted still holds when it
 * writes. Those of one process wait here for their turn: one that waits in the database would hold a connection, and a
 * class that comes at once would take them all.
 */
export function decide<T>(context: SandboxContext, work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  const { db, recent } = context;
  const decision = (recent.lastDecision ?? Promise.resolve()).then(() =>
    db.$transaction(
      async (tx) => {
        await tx.$executeRawUnsafe(ADMISSION_LOCK);
        return work(tx);
      },
      { maxWait: TURN_MS, timeout: TURN_MS },
    ),
  );
  recent.lastDecision = decision.then(
    () => undefined,
    () => undefined,
  );
  return decision;
}
