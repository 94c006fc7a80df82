import { describe, expect, it } from "vitest";
import type { CpuReading } from "./machine-load";
import { toShares } from "./report";

const reading = (atMs: number, used: number, sandboxes: Record<string, number>): CpuReading => ({
  atMs,
  sandboxes: new Map(Object.entries(sandboxes)),
  lab: used,
  server: used,
  harness: used,
  machine: used,
});

describe("toShares", () => {
  it("is what was used between two readings, in cores", () => {
    const shares = toShares([reading(1_000, 10, { a: 1, b: 5 }), reading(11_000, 12, { a: 2, b: 6 })]);
    expect(shares).toEqual({
      perStudent: 0.1,
      sandboxes: 0.2,
      labEngine: 0.2,
      server: 0.2,
      harness: 0.2,
      machine: 0.2,
    });
  });

  it("takes of a student only what both readings saw, and of all what came meanwhile too", () => {
    const shares = toShares([reading(0, 0, { a: 1, gone: 9 }), reading(10_000, 0, { a: 2, fresh: 3 })]);
    expect(shares).toMatchObject({ perStudent: 0.1, sandboxes: 0.4 });
  });

  it("is nothing without two readings", () => {
    expect(toShares(undefined)).toBeNull();
  });
});
