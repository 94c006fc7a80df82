import { describe, expect, it } from "vitest";
import { toPercentiles, toSpread } from "./statistics";

const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

describe("toPercentiles", () => {
  it("takes the nearest rank of unsorted values", () => {
    expect(toPercentiles([5, 1, 4, 2, 3])).toEqual({ p50: 3, p95: 5, n: 5 });
    expect(toPercentiles(hundred)).toEqual({ p50: 50, p95: 95, n: 100 });
  });

  it("has no figure for nothing", () => {
    expect(() => toPercentiles([])).toThrow(RangeError);
  });
});

describe("toSpread", () => {
  it("goes up to the largest value", () => {
    expect(toSpread(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100, n: 100 });
    expect(toSpread([7.26])).toEqual({ p50: 7.3, p95: 7.3, p99: 7.3, max: 7.3, n: 1 });
  });

  it("says null for what was not measured, never zero", () => {
    expect(toSpread([])).toEqual({ p50: null, p95: null, p99: null, max: null, n: 0 });
  });
});
