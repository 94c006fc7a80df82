/** What a look brings; null when it fails, or is not there when the signal fires. Never rejects. */
export function orNull<T>(signal: AbortSignal, work: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const give = (result: T | null) => {
      signal.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const onAbort = () => give(null);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(give, () => give(null));
  });
}
