import { z } from "zod";
import type { VersionComponent, VersionFinding, VersionPlace } from "../shared/foundations";
import { runIn } from "./exec-to-end";
import { judgeVersion } from "./judge-version";
import { LABEL_INSTANCE, LABEL_ROLE, labelFilter } from "./labels";
import { createdSchema, idsSchema } from "./records";
import type { CallOptions, Engine, LabEngine } from "./types";
import { MINIMUMS } from "./version-minimums";

const PROBE_TIMEOUT_MS = 60_000;
const PACKAGES: Readonly<Record<string, VersionComponent>> = {
  "docker.io": "dockerd",
  containerd: "containerd",
  runc: "runc",
};
// biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg-query's own
const QUERY = ["dpkg-query", "-W", "-f", "${Package} ${Version}\\n", ...Object.keys(PACKAGES)];

export interface ProbeVersionsOptions extends CallOptions {
  machine: Engine;
  lab: LabEngine;
  /** Tag of the sandbox image on the lab engine. */
  sandboxImage: string;
}

/** Looks at every engine, runc and kernel that sandboxes rest on; one finding each, good ones too. @throws EngineError */
export async function probeVersions(options: ProbeVersionsOptions): Promise<VersionFinding[]> {
  const { machine, lab, signal } = options;
  const call = { signal, timeoutMs: PROBE_TIMEOUT_MS };
  const [engine, ofLab, ofSandbox] = await Promise.all([
    machine.request("GET", "/version", call),
    runIn(machine, lab.containerId, { cmd: QUERY, user: "root", ...call }),
    runInImage(options),
  ]);
  return [
    ...parseEngineVersion(engine),
    ...parsePackages(ofLab).map(([component, found]) => toFinding(component, "lab", found)),
    ...parsePackages(ofSandbox).map(([component, found]) => toFinding(component, "sandbox", found)),
  ];
}

function toFinding(component: VersionComponent, place: VersionPlace, found: string): VersionFinding {
  const { cves } = MINIMUMS[component];
  return {
    name: `VERSION_${component.toUpperCase()}_OLD`,
    component,
    place,
    found,
    cves,
    ...judgeVersion(component, found),
  };
}

const engineSchema = z.object({
  Version: z.string(),
  KernelVersion: z.string().catch(""),
  Components: z
    .array(z.object({ Name: z.string(), Version: z.string(), Details: z.object({ GitCommit: z.string() }).partial() }))
    .catch([]),
});

/** What the machine's engine says of itself, its parts and the kernel. */
export function parseEngineVersion(answer: unknown): VersionFinding[] {
  const { Version, KernelVersion, Components } = engineSchema.parse(answer);
  const findings = [toFinding("dockerd", "machine", Version), toFinding("kernel", "machine", KernelVersion)];
  for (const component of ["containerd", "runc"] as const) {
    const part = Components.find(({ Name }) => Name === component);
    if (!part) continue;
    // Debian's builds have the package's whole version where others have a commit
    const commit = part.Details.GitCommit ?? "";
    findings.push(toFinding(component, "machine", commit.startsWith(part.Version) ? commit : part.Version));
  }
  return findings;
}

function parsePackages(text: string): [VersionComponent, string][] {
  return text.split(/\r?\n/).flatMap((line): [VersionComponent, string][] => {
    const [name = "", version] = line.split(" ");
    const component = PACKAGES[name];
    return component && version ? [[component, version]] : [];
  });
}

/** A container of the image that only asks its package database, and goes. */
async function runInImage({ lab, sandboxImage, signal }: ProbeVersionsOptions): Promise<string> {
  const labels = { [LABEL_INSTANCE]: lab.instance, [LABEL_ROLE]: "version-probe" };
  const call = { signal, timeoutMs: PROBE_TIMEOUT_MS };
  await removeProbes(lab, call);
  const created = await lab.request("POST", "/containers/create", {
    body: {
      Image: sandboxImage,
      Entrypoint: QUERY,
      Labels: labels,
      // a terminal's output comes without frames
      Tty: true,
      HostConfig: { NetworkMode: "none", Memory: 64 * 1024 * 1024, PidsLimit: 32, CapDrop: ["ALL"] },
    },
    ...call,
  });
  const path = `/containers/${createdSchema.parse(created).Id}`;
  try {
    await lab.request("POST", `${path}/start`, call);
    await lab.request("POST", `${path}/wait`, call);
    return z.string().parse(await lab.request("GET", `${path}/logs`, { query: { stdout: true }, ...call }));
  } finally {
    await lab.request("DELETE", path, { query: { force: true }, timeoutMs: PROBE_TIMEOUT_MS });
  }
}

/** Those of a probe that was killed. */
async function removeProbes(lab: LabEngine, call: CallOptions): Promise<void> {
  const filters = labelFilter(`${LABEL_INSTANCE}=${lab.instance}`, `${LABEL_ROLE}=version-probe`);
  const left = idsSchema.parse(
    await lab.request("GET", "/containers/json", { query: { all: true, filters }, ...call }),
  );
  for (const { Id } of left) await lab.request("DELETE", `/containers/${Id}`, { query: { force: true }, ...call });
}
