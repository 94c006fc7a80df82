import { expect, it } from "vitest";
import { describeRuntime } from "../../docker";
import { PROMISES, VERSION_PLACES, VERSION_REASONS } from "../foundations";
import { runtime as en } from "./en/runtime";
import { runtime as ko } from "./ko/runtime";

it("says every tier, promise, place and reason in both languages", () => {
  const keysOf = (texts: object): string[] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string" ? [`${key}:${value.trim() !== ""}`] : [key, ...keysOf(value)],
    );
  expect(keysOf(en)).toEqual(keysOf(ko));
  expect(keysOf(ko).filter((key) => key.endsWith(":false"))).toEqual([]);
  expect(Object.keys(ko.promises)).toEqual([...PROMISES]);
  expect(Object.keys(ko.places)).toEqual([...VERSION_PLACES]);
  expect(Object.keys(ko.reasons)).toEqual([...VERSION_REASONS]);
});

it.each([
  ["sandbox", "namespaces", true],
  ["sysbox-runc", "sysbox", false],
  ["kata", "vm", false],
  ["kata-clh", "vm", false],
  ["cloud-hypervisor", "vm", false],
  ["runc", "unknown", false],
])("describes %s: tier %s, tested %s, each promise kept or lacked", (runtime, tier, isTested) => {
  const { keeps, lacks, ...rest } = describeRuntime(runtime);
  expect(rest).toEqual({ tier, isTested });
  expect(ko.tiers).toHaveProperty(tier);
  expect([...keeps, ...lacks].sort()).toEqual([...PROMISES].sort());
  // only a machine of its own has a kernel of its own
  expect(keeps.includes("ownKernel")).toBe(tier === "vm");
});
