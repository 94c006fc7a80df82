import { expect, it } from "vitest";
import { createSignalQueue } from "./signal-queue";

function open() {
  const end = new AbortController();
  const queue = createSignalQueue(end.signal);
  return { end, queue, iterator: queue[Symbol.asyncIterator]() };
}

it("keeps a push made before anybody waited, and counts many as one", async () => {
  const { end, queue, iterator } = open();
  queue.push();
  queue.push();
  expect(await iterator.next()).toEqual({ value: true, done: false });
  const second = iterator.next();
  end.abort();
  expect(await second).toEqual({ value: undefined, done: true });
});

it("wakes who waits, also a second time", async () => {
  const { queue, iterator } = open();
  for (let round = 0; round < 2; round += 1) {
    const next = iterator.next();
    queue.push();
    expect(await next).toEqual({ value: true, done: false });
  }
});

it("keeps a push made while the last one is worked on", async () => {
  const { queue, iterator } = open();
  queue.push();
  await iterator.next();
  queue.push();
  expect((await iterator.next()).done).toBe(false);
});

it("ends with the signal, whether it came before, while waiting, or with a push pending", async () => {
  const waiting = open();
  const next = waiting.iterator.next();
  waiting.end.abort();
  expect((await next).done).toBe(true);

  const before = open();
  before.end.abort();
  expect((await before.iterator.next()).done).toBe(true);

  const pending = open();
  pending.queue.push();
  pending.end.abort();
  expect((await pending.iterator.next()).done).toBe(true);
});
