import { ERROR_CODES, type ErrorCode } from "../shared/errors";
import {
  END_REASONS,
  type EndReason,
  type SandboxState,
  type SandboxView,
  START_STAGES,
  type StartStage,
} from "../shared/sandbox-view";
import { readQueue } from "./admission-state";
import type { OwnedSandbox, SandboxContext } from "./context";

const STATES: readonly SandboxState[] = ["queued", "starting", "ready", "stopping", "ended", "failed"];

/** The row as the student may see it. */
export async function toSandboxView(context: SandboxContext, row: OwnedSandbox): Promise<SandboxView> {
  const { limits } = context;
  return {
    id: row.id,
    state: oneOf<SandboxState>(STATES, row.state) ?? "failed",
    stage: oneOf<StartStage>(START_STAGES, row.stage),
    lesson: row.lesson,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    idleAt: new Date(row.lastActiveAt.getTime() + limits.idleTimeoutMs).toISOString(),
    extensionsLeft: Math.max(0, limits.extensions - row.extensionsUsed),
    endReason: oneOf<EndReason>(END_REASONS, row.endReason),
    errorCode: oneOf<ErrorCode>(ERROR_CODES, row.errorCode),
    queue: row.state === "queued" ? await findQueuePlace(context, row.id) : null,
  };
}

async function findQueuePlace(context: SandboxContext, id: string): Promise<SandboxView["queue"]> {
  const { positions, estimateSeconds } = await readQueue(context);
  // who joined after the copy was read stands behind all in it
  const position = positions.get(id) ?? positions.size + 1;
  return { position, estimatedSeconds: estimateSeconds(position) };
}

function oneOf<T extends string>(values: readonly T[], value: string | null): T | null {
  return values.find((candidate) => candidate === value) ?? null;
}
