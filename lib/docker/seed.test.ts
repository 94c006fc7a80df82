import { expect, it } from "vitest";
import { selectUnused } from "./seed";

const MINUTE_MS = 60_000;
const seeds = [
  { version: "current", ageMs: 10 * MINUTE_MS },
  { version: "unused", ageMs: 20 * MINUTE_MS },
  { version: "used", ageMs: 30 * MINUTE_MS },
  { version: "made", ageMs: 1_000 },
];
const used = new Set(["used"]);
const select = (of = seeds, current = "current") => selectUnused(of, used, { current, graceMs: 2 * MINUTE_MS });

it("removes what no sandbox stands on, and not the one that was just made and is current in a moment", () => {
  expect(select()).toEqual(["unused"]);
});

it("removes none while the current one is young, or is not there", () => {
  expect(select(seeds, "made")).toEqual([]);
  expect(select(seeds, "missing")).toEqual([]);
});
