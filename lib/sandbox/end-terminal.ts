import { NaruError } from "../shared/errors";
import { terminalIdSchema } from "../shared/wire";
import { type SandboxContext, toEngineId } from "./context";
import { requireSandbox } from "./get-sandbox";

const TIMEOUT_MS = 10_000;

/** Ends the shell of a terminal whose tab was closed, and what runs in it. @throws NaruError SANDBOX_NOT_FOUND, SANDBOX_NOT_READY, INVALID_REQUEST. */
export async function endTerminal(
  context: SandboxContext,
  { userId, sandboxId, terminal }: { userId: string; sandboxId: string; terminal: string },
): Promise<void> {
  const row = await requireSandbox(context, userId, sandboxId);
  if (row.state !== "ready") throw new NaruError("SANDBOX_NOT_READY");
  const id = terminalIdSchema.safeParse(terminal);
  if (!id.success) throw new NaruError("INVALID_REQUEST");
  const lab = await context.lab();
  // a terminal that has no shell any more is what was wanted: the exit code does not matter
  await lab.execToEnd(toEngineId(row.id), {
    cmd: ["naru-agent", "kill", id.data],
    user: "student",
    timeoutMs: TIMEOUT_MS,
  });
}
