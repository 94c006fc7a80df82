import { describe, expect, it } from "vitest";
import { toCosts } from "./list-costs";

const CONTAINER = "c".repeat(64);
const sandboxes = new Map([[CONTAINER, "0123456789abcdef"]]);

describe("what sandbox-costs writes", () => {
  it("becomes the cost of each sandbox; the hub and other disks are none", () => {
    const text = `disk 0123456789abcdef 70\ndisk proof0000 9\nmemory ${CONTAINER} 123\nmemory ${"d".repeat(64)} 5\n`;
    expect(toCosts(text, sandboxes)).toEqual(new Map([["0123456789abcdef", { memoryBytes: 123, diskUsedBytes: 70 }]]));
  });

  it("may lack what was gone while it looked", () => {
    expect(toCosts(`memory ${CONTAINER} 7`, sandboxes)).toEqual(
      new Map([["0123456789abcdef", { memoryBytes: 7, diskUsedBytes: null }]]),
    );
  });

  it.each(["disk one two three", "memory", "nonsense 1 2"])("is refused when it reads %j", (line) => {
    expect(() => toCosts(line, sandboxes)).toThrowError(expect.objectContaining({ code: "BAD_ANSWER" }));
  });
});
