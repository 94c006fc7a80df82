import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStages } from "./stages";

function createOutput(isTTY: boolean) {
  const chunks: string[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { chunks, output: Object.assign(output, { isTTY, columns: 40 }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("createStages", () => {
  it("says which stage of how many is done, how and how fast", async () => {
    const { chunks, output } = createOutput(false);
    const stages = createStages(["Packages", "Sandbox image"], { output });
    const work = stages.run(
      "Sandbox image",
      () => vi.advanceTimersByTimeAsync(10_500).then(() => true),
      () => "built",
    );
    await work;
    expect(chunks).toEqual(["[2/2] Sandbox image … built in 11 s\n"]);
  });

  it("tells without a terminal from time to time what a long stage is at", async () => {
    const { chunks, output } = createOutput(false);
    const stages = createStages(["Image"], { output });
    await stages.run("Image", async (report) => {
      report("Step 3\nof 9");
      await vi.advanceTimersByTimeAsync(16_000);
    });
    expect(chunks[0]).toBe("[1/1] Image … 15 s Step 3 of 9\n");
  });

  it("draws on a terminal, never wider than it is, and takes away what it drew", async () => {
    const { chunks, output } = createOutput(true);
    const stages = createStages(["가", "B"], { output });
    await Promise.all([
      stages.run("가", async (report) => {
        report("한글".repeat(30));
        await vi.advanceTimersByTimeAsync(300);
      }),
      stages.run("B", () => vi.advanceTimersByTimeAsync(600)),
    ]);
    const drawn = chunks.filter((chunk) => chunk.includes("한글"));
    expect(drawn.length).toBeGreaterThan(0);
    for (const line of drawn)
      expect([...line.trim()].reduce((sum, character) => sum + (/[가-힣]/.test(character) ? 2 : 1), 0)).toBeLessThan(
        40,
      );
    expect(chunks.join("")).toContain("\u001b[2A\u001b[J");
    const before = chunks.length;
    stages.end();
    stages.say("late");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(chunks.slice(before).join("")).not.toContain("late");
  });

  it("tells a stop from a failure", async () => {
    const { chunks, output } = createOutput(false);
    const abort = new AbortController();
    const stages = createStages(["A", "B"], { output, signal: abort.signal });
    await expect(stages.run("A", () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    abort.abort();
    await expect(stages.run("B", () => Promise.reject(new Error("y")))).rejects.toThrow("y");
    expect(chunks.map((chunk) => chunk.split(" … ")[1]?.split(" ")[0])).toEqual(["failed", "stopped"]);
  });
});
