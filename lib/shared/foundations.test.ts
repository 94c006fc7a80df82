import { expect, it } from "vitest";
import { listVersionConcerns, type VersionFinding } from "./foundations";

const old: VersionFinding = {
  name: "VERSION_RUNC_OLD",
  component: "runc",
  place: "lab",
  found: "1.1.12",
  minimum: "1.2.8",
  isOld: true,
  reason: "below-minimum",
  cves: ["CVE-2025-31133"],
};
const unclear: VersionFinding = { ...old, found: "1.1.12-0ubuntu2", isOld: undefined, reason: "distribution-unknown" };

it("lists a version once with all its places, old ones first, and no good one", () => {
  const good: VersionFinding = { ...old, component: "containerd", found: "2.2.0", isOld: false, reason: "fixed" };
  const concerns = listVersionConcerns([unclear, old, good, { ...old, place: "sandbox" }]);
  expect(concerns.map(({ found, isOld, places }) => [found, isOld, places])).toEqual([
    ["1.1.12", true, ["lab", "sandbox"]],
    ["1.1.12-0ubuntu2", false, ["lab"]],
  ]);
});

it("keeps two versions of one component apart", () => {
  const concerns = listVersionConcerns([old, { ...old, found: "1.2.7", place: "machine" }]);
  expect(concerns.map(({ found, places }) => [found, places])).toEqual([
    ["1.1.12", ["lab"]],
    ["1.2.7", ["machine"]],
  ]);
});
