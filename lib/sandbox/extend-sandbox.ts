import { NaruError } from "../shared/errors";
import type { SandboxView } from "../shared/sandbox-view";
import type { SandboxContext } from "./context";
import { requireSandbox } from "./get-sandbox";
import { toSandboxView } from "./view";

/** Moves the absolute end, as often as the settings allow. @throws NaruError EXTEND_LIMIT, SANDBOX_NOT_READY, NOT_FOUND. */
export async function extendSandbox(
  context: SandboxContext,
  { userId, sandboxId }: { userId: string; sandboxId: string },
): Promise<SandboxView> {
  const { db, limits } = context;
  const row = await requireSandbox(context, userId, sandboxId);
  if (row.state !== "ready") throw new NaruError("SANDBOX_NOT_READY");
  const { count } = await db.sandbox.updateMany({
    // expiresAt takes part so that two presses at once count as one
    where: { id: row.id, state: "ready", expiresAt: row.expiresAt, extensionsUsed: { lt: limits.extensions } },
    data: {
      extensionsUsed: { increment: 1 },
      expiresAt: new Date(row.expiresAt.getTime() + limits.extendMs),
      lastActiveAt: new Date(),
    },
  });
  const now = await requireSandbox(context, userId, sandboxId);
  if (count === 0 && now.extensionsUsed >= limits.extensions)
    throw new NaruError("EXTEND_LIMIT", { limit: limits.extensions });
  context.publish({ userId, sandboxId: row.id });
  return toSandboxView(context, now);
}
