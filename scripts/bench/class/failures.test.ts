import { describe, expect, it } from "vitest";
import { ClassFailure, Failures, toCause, toHttpCause } from "./failures";

describe("Failures", () => {
  it("counts by cause, the most frequent first, and keeps what the first looked like", () => {
    const failures = new Failures();
    failures.add("check late", "web1-runs");
    failures.add("echo timeout");
    failures.add("echo timeout", "second");
    expect(failures.total).toBe(3);
    expect(Object.entries(failures.toJSON())).toEqual([
      ["echo timeout", 2],
      ["check late", 1],
    ]);
    expect(failures.firstOf("check late")).toBe("web1-runs");
  });

  it("stays bounded however many causes there are", () => {
    const failures = new Failures();
    for (let i = 0; i < 1_000; i += 1) failures.add(`cause ${i}`);
    expect(Object.keys(failures.toJSON()).length).toBeLessThan(100);
    expect(failures.toJSON().other).toBeGreaterThan(900);
    expect(failures.total).toBe(1_000);
  });
});

describe("toCause", () => {
  it("takes a failure's own cause, a network's code, or the stage", () => {
    expect(toCause("page", new ClassFailure("HTTP 503", "/x"))).toBe("HTTP 503");
    const reset = Object.assign(new Error("read"), { code: "ECONNRESET" });
    expect(toCause("page", new TypeError("fetch failed", { cause: reset }))).toBe("page failed:ECONNRESET");
    expect(toCause("page", new Error("odd"))).toBe("page failed");
    expect(toCause("page", "odd")).toBe("page failed");
  });

  it("knows a wait that ended", () => {
    expect(toCause("terminal", new Error("no stream within 20000 ms"))).toBe("terminal timeout");
    expect(toCause("page", new DOMException("too long", "TimeoutError"))).toBe("page timeout");
  });
});

describe("toHttpCause", () => {
  it("names the status and our code", () => {
    expect(toHttpCause(503, { error: { code: "CAPACITY_FULL", params: {} } })).toBe("HTTP 503 CAPACITY_FULL");
    expect(toHttpCause(500, null)).toBe("HTTP 500");
  });
});
