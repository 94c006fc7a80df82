import { startDeadline } from "../docker";
import type { SiteFigures } from "../metrics";
import type { Runtime } from "../runtime";
import { getCapacity, type SandboxContext } from "../sandbox";
import { orNull } from "./or-null";

/** Less than Prometheus waits: the counters of this process are told even when the database hangs. */
const LOOK_TIMEOUT_MS = 2_000;

/** What a scrape asks of the whole site; null for what could not be seen in time. Never rejects. */
export async function getSiteFigures(
  { sandboxes }: Pick<Runtime, "sandboxes">,
  timeoutMs = LOOK_TIMEOUT_MS,
): Promise<SiteFigures> {
  const limit = startDeadline(undefined, timeoutMs);
  try {
    const [states, capacity] = await Promise.all([
      orNull(limit.signal, countStates(sandboxes.db)),
      orNull(limit.signal, getCapacity(sandboxes)),
    ]);
    return {
      sandboxesByState: states,
      queued: capacity?.queued ?? null,
      warm: capacity?.warm ?? null,
      warmTarget: capacity?.warmTarget ?? null,
    };
  } finally {
    limit.done();
  }
}

/** Sandboxes that are not over, by state. */
async function countStates(db: SandboxContext["db"]): Promise<Record<string, number>> {
  const groups = await db.sandbox.groupBy({
    by: ["state"],
    where: { state: { notIn: ["ended", "failed"] } },
    _count: true,
  });
  return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
}
