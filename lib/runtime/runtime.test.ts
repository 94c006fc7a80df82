import { describe, expect, it } from "vitest";
import { createLog } from "../log";
import { createMetrics } from "../metrics";
import { NaruError } from "../shared/errors";
import { forRequest, type Runtime, reportError, toRequestId } from ".";

const UUID = /^[0-9a-f-]{36}$/;

describe("the id of a request", () => {
  it("is what was given when that is well-formed", () => {
    for (const id of ["0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "01J8Z3QK7Y", "lb.1_2-3.abc"])
      expect(toRequestId(id)).toBe(id);
  });

  it.each([
    undefined,
    null,
    "",
    "short",
    "x".repeat(65),
    "a\nforged line",
    'id" level="error',
    "한글한글한글한글",
    "-starts-with-dash",
    ["0a1b2c3d4e"],
  ])("is made anew for %j", (given) => {
    expect(toRequestId(given)).toMatch(UUID);
  });
});

describe("the runtime of a request", () => {
  it("logs under the request's id, in the domain too, and leaves the process's own as it was", () => {
    const lines: { requestId?: string; msg: string }[] = [];
    const log = createLog({ level: "info", stream: { write: (line) => void lines.push(JSON.parse(line)) } });
    const base = { log, sandboxes: { log, instance: "test" } } as unknown as Runtime;
    const own = forRequest(base, "request-1");
    own.log.info("at the edge");
    own.sandboxes.log.info("in the domain");
    base.log.info("a timer");
    expect(lines.map(({ requestId, msg }) => [requestId, msg])).toEqual([
      ["request-1", "at the edge"],
      ["request-1", "in the domain"],
      [undefined, "a timer"],
    ]);
    expect(own.sandboxes.instance).toBe("test");
  });
});

describe("an error that is told", () => {
  it("is counted by its code; what was not made for people as INTERNAL", () => {
    const metrics = createMetrics();
    expect(reportError({ metrics }, new NaruError("CAPACITY_FULL", { limit: 3 }))).toEqual({
      code: "CAPACITY_FULL",
      params: { limit: 3 },
    });
    reportError({ metrics }, new TypeError("x is not a function"));
    expect(metrics.listErrors().map(({ code, count }) => [code, count])).toEqual(
      expect.arrayContaining([
        ["CAPACITY_FULL", 1],
        ["INTERNAL", 1],
      ]),
    );
  });
});
