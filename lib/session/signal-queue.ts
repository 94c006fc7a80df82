export interface SignalQueue extends AsyncIterable<true> {
  push(): void;
}

/** A wake-up call as an async iterable: pushes while nobody waits count as one. Ends with the signal. */
export function createSignalQueue(signal: AbortSignal): SignalQueue {
  let isPending = false;
  let wake = () => {};
  signal.addEventListener("abort", () => wake(), { once: true });
  return {
    push() {
      isPending = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      while (!signal.aborted) {
        if (!isPending) await new Promise<void>((resolve) => (wake = resolve));
        if (signal.aborted) return;
        isPending = false;
        yield true as const;
      }
    },
  };
}
