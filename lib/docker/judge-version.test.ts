import { expect, it } from "vitest";
import { compareDebianVersions } from "./debian-version";
import { judgeVersion } from "./judge-version";
import { parseEngineVersion } from "./probe-versions";

it.each([
  ["1.0", "1.0", 0],
  ["1.10", "1.9", 1],
  ["1.0~rc1", "1.0", -1],
  ["1.0~rc1", "1.0~rc2", -1],
  ["1:0.5", "2.0", 1],
  ["1.7.24~ds1-6", "1.7.24~ds1-6+deb13u1", -1],
  ["20.10.24+dfsg1-1+deb12u1+b6", "20.10.24+dfsg1-1+deb12u1", 1],
  ["1.1.15+ds1-2", "1.1.15+ds1-10", -1],
  ["6.1.76", "6.1.8", 1],
])("orders %s and %s as dpkg does", (a, b, order) => {
  expect(Math.sign(compareDebianVersions(a, b))).toBe(order);
  expect(Math.sign(compareDebianVersions(b, a))).toBe(-order || 0);
});

it.each([
  // the makers' own numbers
  ["runc", "1.1.12", true, "below-minimum", "1.2.8"],
  ["runc", "1.2.7", true, "below-minimum", "1.2.8"],
  ["runc", "v1.2.8", false, "fixed", "1.2.8"],
  ["runc", "1.3.2", true, "below-minimum", "1.3.3"],
  ["runc", "1.4.0-rc.2", true, "below-minimum", "1.4.0-rc.3"],
  ["runc", "1.4.0-rc.3", false, "fixed", "1.4.0-rc.3"],
  ["runc", "1.4.0", false, "fixed", "1.4.0-rc.3"],
  ["runc", "2.0.1", false, "fixed", "1.4.0-rc.3"],
  ["containerd", "1.7.28", true, "below-minimum", "1.7.29"],
  ["containerd", "v2.1.5", false, "fixed", "2.1.5"],
  ["containerd", "2.0.6", true, "below-minimum", "2.0.7"],
  ["dockerd", "28.5.2", true, "below-minimum", "29.5.1"],
  ["dockerd", "29.5.1", false, "fixed", "29.5.1"],
  // Debian's, which carry fixes back, or do not
  ["containerd", "1.7.24~ds1-6+deb13u1", false, "fixed-by-distribution", "1.7.29"],
  ["containerd", "1.7.24~ds1-6", true, "not-fixed-by-distribution", "1.7.29"],
  ["containerd", "1.6.20~ds1-1+deb12u3", false, "fixed-by-distribution", "1.7.29"],
  ["containerd", "1.6.20~ds1-1+deb12u1", true, "not-fixed-by-distribution", "1.7.29"],
  ["dockerd", "26.1.5+dfsg1-9+deb13u1", false, "fixed-by-distribution", "29.5.1"],
  ["dockerd", "26.1.5+dfsg1-9+b3", true, "not-fixed-by-distribution", "29.5.1"],
  ["dockerd", "20.10.24+dfsg1-1+deb12u1+b6", true, "not-fixed-by-distribution", "29.5.1"],
  ["dockerd", "20.10.24+dfsg1", true, "not-fixed-by-distribution", "29.5.1"],
  ["runc", "1.1.15+ds1-2+b4", true, "not-fixed-by-distribution", "1.2.8"],
  // what a number alone does not tell
  ["dockerd", "26.1.5+dfsg1", undefined, "distribution-unknown", "29.5.1"],
  ["runc", "1.1.15+ds1-2+deb13u1", true, "not-fixed-by-distribution", "1.2.8"],
  ["runc", "1.1.15+ds1-2+deb13u2", undefined, "distribution-unknown", "1.2.8"],
  ["runc", "1.1.12-0ubuntu2~22.04.1", undefined, "distribution-unknown", "1.2.8"],
  ["dockerd", "dev", undefined, "unreadable", "29.5.1"],
  // kernels
  ["kernel", "6.18.44-fc-v669", false, "fixed", "6.8.0"],
  ["kernel", "6.12.117+deb13-cloud-amd64", false, "fixed", "6.8.0"],
  ["kernel", "6.1.75", true, "below-minimum", "6.1.76"],
  ["kernel", "6.5.3-arch1-1", true, "below-minimum", "6.6.15"],
  ["kernel", "5.15.0-101-generic", undefined, "distribution-unknown", "5.15.149"],
  ["kernel", "6.1.0-18-amd64", undefined, "distribution-unknown", "6.1.76"],
] as const)("judges %s %s: old %s, %s", (component, found, isOld, reason, minimum) => {
  expect(judgeVersion(component, found)).toEqual({ isOld, reason, minimum });
});

it("reads an engine's parts, with the package's whole version where the build has it", () => {
  const findings = parseEngineVersion({
    Version: "20.10.24+dfsg1",
    KernelVersion: "6.18.44",
    Components: [
      { Name: "containerd", Version: "1.6.20~ds1", Details: { GitCommit: "1.6.20~ds1-1+deb12u3" } },
      { Name: "runc", Version: "1.3.4", Details: { GitCommit: "v1.3.4-0-gd6d73eb" } },
    ],
  });
  expect(findings.map(({ name, found, isOld }) => [name, found, isOld])).toEqual([
    ["VERSION_DOCKERD_OLD", "20.10.24+dfsg1", true],
    ["VERSION_KERNEL_OLD", "6.18.44", false],
    ["VERSION_CONTAINERD_OLD", "1.6.20~ds1-1+deb12u3", false],
    ["VERSION_RUNC_OLD", "1.3.4", false],
  ]);
});
