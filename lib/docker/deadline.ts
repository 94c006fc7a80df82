import { setMaxListeners } from "node:events";

/**
 * A signal that fires at the caller's abort or after `timeoutMs`, whichever comes first. Not AbortSignal.any with
 * AbortSignal.timeout: Node 20 may collect the timeout as garbage while only the combination is held, and it never fires.
 */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly isTimedOut: boolean;
  /** Must be called when the wait is over: it holds a timer and a listener. */
  done(): void;
}

export function startDeadline(signal: AbortSignal | undefined, timeoutMs: number | undefined): Deadline {
  const controller = new AbortController();
  // as many calls wait for one signal as there are at once; that is no leak
  setMaxListeners(0, controller.signal);
  let isTimedOut = false;
  const onAbort = () => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          isTimedOut = true;
          controller.abort(new Error(`no answer within ${timeoutMs} ms`));
        }, timeoutMs);
  return {
    signal: controller.signal,
    get isTimedOut() {
      return isTimedOut;
    },
    done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** Resolves after `ms`; rejects with the signal's reason when it fires first. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
