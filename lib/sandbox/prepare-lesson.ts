import { isEngineError, type LabEngine } from "../docker";
import { type InnerEngine, openInner, removeImages } from "../docker/inner";

const REMOVE_TIMEOUT_MS = 20_000;
/** Leaves a start enough of its time for another connection. */
const HELD_TIMEOUT_MS = 2_000;

/**
 * Takes the images a lesson wants absent out of a fresh sandbox, so that pulling them is real.
 * Entries are as in lesson.yaml: `debian` for all its tags, `debian:13`, or `all`. A connection held since before is tried
 * first. @throws EngineError
 */
export async function removeAbsentImages(
  lab: Pick<LabEngine, "connectInside">,
  engineId: string,
  absent: readonly string[],
  { signal, held }: { signal?: AbortSignal; held?: InnerEngine } = {},
): Promise<void> {
  if (absent.length === 0) return;
  const options = { signal, timeoutMs: REMOVE_TIMEOUT_MS };
  if (held) {
    try {
      return await removeImages(held, absent, { ...options, timeoutMs: HELD_TIMEOUT_MS });
    } catch (error) {
      if (!isEngineError(error) || signal?.aborted) throw error;
    }
  }
  const inner = openInner(lab, engineId);
  try {
    await removeImages(inner, absent, options);
  } finally {
    inner.close();
  }
}
