import { setMaxListeners } from "node:events";

/**
 * Two pieces of work at once. The first failure aborts the other, is waited out, and is the one thrown, so that nothing
 * goes on behind the message.
 */
export async function sideBySide<A, B>(
  signal: AbortSignal,
  first: (signal: AbortSignal) => Promise<A>,
  second: (signal: AbortSignal) => Promise<B>,
): Promise<[A, B]> {
  const abort = new AbortController();
  const both = AbortSignal.any([signal, abort.signal]);
  setMaxListeners(0, both);
  const failures: unknown[] = [];
  const note = (error: unknown): never => {
    failures.push(error);
    abort.abort();
    throw error;
  };
  const work = [first(both).catch(note), second(both).catch(note)] as const;
  await Promise.allSettled(work);
  if (failures.length > 0) throw failures[0];
  return Promise.all(work);
}
