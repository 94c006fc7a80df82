import { startDeadline } from "../docker";
import { NaruError } from "../shared/errors";
import type { SandboxContext, SandboxLab } from "./context";

/** Longer than a lab engine takes to come up again after it died, short enough to wait for beside a start's stages. */
const REACH_TIMEOUT_MS = 20_000;

/** The lab engine, once it has answered: a silent one would leave a start hanging without a word. @throws NaruError ENGINE_UNREACHABLE. */
export async function reachLab(
  context: Pick<SandboxContext, "lab">,
  signal: AbortSignal,
  timeoutMs = REACH_TIMEOUT_MS,
): Promise<SandboxLab> {
  const limit = startDeadline(signal, timeoutMs);
  try {
    const lab = await withinLimit(context.lab(), limit.signal);
    await withinLimit(lab.ping({ signal: limit.signal }), limit.signal);
    return lab;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new NaruError("ENGINE_UNREACHABLE", {}, { cause: error });
  } finally {
    limit.done();
  }
}

/** The door is opened for all callers at once, so one of them cannot abort it: it only stops waiting. */
function withinLimit<T>(work: Promise<T>, limit: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (limit.aborted) return reject(limit.reason);
    limit.addEventListener("abort", () => reject(limit.reason), { once: true });
    work.then(resolve, reject);
  });
}
