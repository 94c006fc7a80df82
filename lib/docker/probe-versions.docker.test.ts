import { expect, it } from "vitest";
import { openTestLab } from "../../tests/lab";
import { LABEL_INSTANCE, LABEL_ROLE, labelFilter } from "./labels";
import { probeRuntime } from "./probe-runtime";
import { probeVersions } from "./probe-versions";

it("looks at the machine, the lab engine and what is in the sandbox image, and leaves nothing behind", async () => {
  const { machine, lab, sandboxImage, instance } = await openTestLab();
  const findings = await probeVersions({ machine, lab, sandboxImage });
  const seen = findings.map(({ place, component }) => `${place} ${component}`);
  for (const place of ["lab", "sandbox"])
    expect(seen).toEqual(expect.arrayContaining([`${place} dockerd`, `${place} containerd`, `${place} runc`]));
  expect(seen).toEqual(expect.arrayContaining(["machine dockerd", "machine kernel"]));
  for (const { found, reason } of findings) {
    expect(found).toMatch(/^v?\d+\.\d+/);
    expect(reason).not.toBe("unreadable");
  }
  const filters = labelFilter(`${LABEL_INSTANCE}=${instance}`, `${LABEL_ROLE}=version-probe`);
  expect(await lab.request("GET", "/containers/json", { query: { all: true, filters } })).toEqual([]);
});

it("knows which runtimes the lab engine can start sandboxes with", async () => {
  const { lab } = await openTestLab();
  await expect(probeRuntime(lab, "sandbox")).resolves.toMatchObject({
    isKnown: true,
    tier: "namespaces",
    isTested: true,
  });
  await expect(probeRuntime(lab, "sysbox-runc")).resolves.toMatchObject({
    isKnown: false,
    tier: "sysbox",
    isTested: false,
    known: expect.arrayContaining(["runc", "sandbox"]),
  });
});
