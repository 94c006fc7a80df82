import { isRowId } from "../db";
import { NaruError } from "../shared/errors";
import type { SandboxView } from "../shared/sandbox-view";
import { isOwned, LIVE_STATES, type OwnedSandbox, type SandboxContext } from "./context";
import { toSandboxView } from "./view";

/** The student's own sandbox. @throws NaruError SANDBOX_NOT_FOUND, for another student's just as for none. */
export async function requireSandbox({ db }: SandboxContext, userId: string, sandboxId: string): Promise<OwnedSandbox> {
  const row = isRowId(sandboxId) ? await db.sandbox.findFirst({ where: { id: sandboxId, userId } }) : null;
  if (!row || !isOwned(row)) throw new NaruError("SANDBOX_NOT_FOUND");
  return row;
}

/** The student's live sandbox, else the last one that ended, so that its reason can be shown. */
export async function findCurrentSandbox(context: SandboxContext, userId: string): Promise<SandboxView | null> {
  const { db } = context;
  const row =
    (await db.sandbox.findFirst({
      where: { userId, state: { in: [...LIVE_STATES] } },
      orderBy: { createdAt: "desc" },
    })) ?? (await db.sandbox.findFirst({ where: { userId }, orderBy: { createdAt: "desc" } }));
  return row && isOwned(row) ? toSandboxView(context, row) : null;
}

/** The student's latest sandbox of one lesson: what a page of that lesson shows, also while another lesson has a live one. */
export async function findLessonSandbox(
  context: SandboxContext,
  { userId, lesson }: { userId: string; lesson: string },
): Promise<SandboxView | null> {
  const row = await context.db.sandbox.findFirst({ where: { userId, lesson }, orderBy: { createdAt: "desc" } });
  return row && isOwned(row) ? toSandboxView(context, row) : null;
}

/** Notes that the student is at work, at most every 10 s a sandbox; moves the idle end. */
export async function touchSandbox({ db }: SandboxContext, sandboxId: string): Promise<void> {
  const now = Date.now();
  await db.sandbox.updateMany({
    where: { id: sandboxId, state: "ready", lastActiveAt: { lt: new Date(now - 10_000) } },
    data: { lastActiveAt: new Date(now) },
  });
}
