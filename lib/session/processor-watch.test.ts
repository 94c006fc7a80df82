import { expect, test } from "vitest";
import { ProcessorWatch } from "./processor-watch";

/** What a sandbox with so many processors' worth of work has used, look by look. */
function looks(watch: ProcessorWatch, load: (look: number) => number, count: number) {
  let usedSeconds = 0;
  const noticed: number[] = [];
  for (let look = 0; look < count; look++) {
    usedSeconds += look === 0 ? 100 : load(look) * 20;
    if (watch.look([{ sandboxId: "s", usedSeconds }], look * 20_000).length > 0) noticed.push(look);
  }
  return noticed;
}

test("a sandbox that uses all it may is told within two minutes, and again after ten", () => {
  expect(looks(new ProcessorWatch(1), () => 1, 70)).toEqual([4, 34, 64]);
});

test("work that pauses, or leaves some over, is nobody's business", () => {
  expect(looks(new ProcessorWatch(1), () => 0.8, 40)).toEqual([]);
  expect(looks(new ProcessorWatch(2), () => 1, 40)).toEqual([]);
  expect(looks(new ProcessorWatch(1), (look) => (look % 3 === 0 ? 0.1 : 1), 40)).toEqual([]);
});

test("a sandbox that is gone is forgotten", () => {
  const watch = new ProcessorWatch(1);
  for (const atMs of [0, 20_000, 40_000, 60_000]) watch.look([{ sandboxId: "s", usedSeconds: atMs / 1000 }], atMs);
  watch.look([], 80_000);
  expect(watch.look([{ sandboxId: "s", usedSeconds: 100 }], 100_000)).toEqual([]);
});
