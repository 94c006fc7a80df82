import { expect, it } from "vitest";
import type { EngineInfo } from "@/lib/docker";
import type { VersionFinding } from "@/lib/shared/foundations";
import { describeChosenRuntime, toVersionLines } from "./foundations";

const lab = { info: async () => ({ runtimes: ["sandbox", "runc", "sysbox-runc"] }) as unknown as EngineInfo };
const { signal } = new AbortController();

it("says of a runtime what it does not promise, and whether we have tried it", async () => {
  expect(await describeChosenRuntime(lab, "sandbox", signal)).toMatch(
    /^Sandboxes run on "sandbox": .*Not promised: .*kernel/,
  );
  expect(await describeChosenRuntime(lab, "sandbox", signal)).not.toContain("not tested");
  expect(await describeChosenRuntime(lab, "sysbox-runc", signal)).toContain("not tested");
});

it("refuses a runtime that the lab engine does not know, and says what to do", async () => {
  await expect(describeChosenRuntime(lab, "kata", signal)).rejects.toMatchObject({
    code: "RUNTIME_UNKNOWN",
    message: expect.stringContaining("runc, sandbox, sysbox-runc"),
    hint: expect.stringContaining("docs/operating.md"),
  });
});

it("warns of an old version once, with its places, and never of a good one", () => {
  const old: VersionFinding = {
    name: "VERSION_RUNC_OLD",
    component: "runc",
    place: "lab",
    found: "1.1.15+ds1-2+b4",
    minimum: "1.2.8",
    isOld: true,
    reason: "not-fixed-by-distribution",
    cves: ["CVE-2025-31133"],
  };
  const good: VersionFinding = { ...old, component: "containerd", found: "2.2.0", isOld: false, reason: "fixed" };
  const unsure: VersionFinding = { ...old, found: "1.1.12-0ubuntu2", isOld: undefined, reason: "distribution-unknown" };
  const lines = toVersionLines([old, { ...old, place: "sandbox" }, good, unsure]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    /^Warning VERSION_RUNC_OLD: runc 1\.1\.15\+ds1-2\+b4 \(lab engine, sandboxes\); 1\.2\.8 mends CVE-2025-31133\./,
  );
  expect(lines[1]).toMatch(/^Note: runc 1\.1\.12-0ubuntu2/);
});
