import { setTimeout as delay } from "node:timers/promises";
import type { SandboxView } from "../shared/sandbox-view";
import type { SandboxContext } from "./context";
import { endSandbox } from "./end-sandbox";
import { requireSandbox } from "./get-sandbox";
import { startSandbox } from "./start-sandbox";

const END_WAIT_MS = 15_000;
const END_POLL_MS = 50;

/** Throws a sandbox away and starts a fresh one for the same lesson; progress stays. @throws NaruError SANDBOX_NOT_FOUND, SANDBOX_BUSY. */
export async function resetSandbox(
  context: SandboxContext,
  { userId, sandboxId }: { userId: string; sandboxId: string },
): Promise<SandboxView> {
  const row = await requireSandbox(context, userId, sandboxId);
  if (!(await endSandbox(context, row.id, "reset"))) await waitForEnd(context, row.id);
  return startSandbox(context, { userId, lesson: row.lesson });
}

/** Of two resets at once the second comes while the first still removes; both want the same. */
async function waitForEnd({ db }: SandboxContext, id: string): Promise<void> {
  const giveUpAt = Date.now() + END_WAIT_MS;
  while ((await db.sandbox.count({ where: { id, state: "stopping" } })) > 0 && Date.now() < giveUpAt)
    await delay(END_POLL_MS);
}

/** Ends a sandbox because the student says so. */
export async function stopSandbox(
  context: SandboxContext,
  { userId, sandboxId }: { userId: string; sandboxId: string },
): Promise<void> {
  const row = await requireSandbox(context, userId, sandboxId);
  await endSandbox(context, row.id, "stopped");
}
