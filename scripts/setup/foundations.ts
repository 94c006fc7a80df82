import { type Engine, type LabEngine, probeRuntime, probeVersions } from "@/lib/docker";
import { listVersionConcerns, type VersionFinding } from "@/lib/shared/foundations";
import { runtime as texts } from "@/lib/shared/texts/en/runtime";
import { SetupError } from "./setup-error";

/** Refuses a runtime that the lab engine cannot start; else a line on what it promises. @throws SetupError RUNTIME_UNKNOWN */
export async function describeChosenRuntime(
  lab: Pick<Engine, "info">,
  runtime: string,
  signal: AbortSignal,
): Promise<string> {
  const { isKnown, known, tier, isTested, lacks } = await probeRuntime(lab, runtime, { signal });
  if (!isKnown)
    throw new SetupError(
      "RUNTIME_UNKNOWN",
      `NARU_SANDBOX_RUNTIME names a runtime that the lab engine does not know. It knows: ${known.join(", ")}.`,
      'Take the setting away for the built-in one, or add the runtime to the lab engine: docs/operating.md, "Runtimes".',
    );
  const missing = lacks.map((promise) => texts.promises[promise]).join("; ");
  return [
    `Sandboxes run on "${runtime}": ${texts.tiers[tier]}`,
    missing && `Not promised: ${missing}.`,
    isTested ? "" : texts.untested,
  ]
    .filter(Boolean)
    .join(" ");
}

export interface VersionParts {
  machine: Engine;
  lab: LabEngine;
  sandboxImage: string;
  signal: AbortSignal;
}

/** Looks at all versions; `lines` warn of the old ones by name, and say where it cannot be told. */
export async function checkVersions(parts: VersionParts): Promise<{ findings: VersionFinding[]; lines: string[] }> {
  const findings = await probeVersions(parts);
  return { findings, lines: toVersionLines(findings) };
}

/** One line for each component and version that is not known to be good, naming all its places. */
export function toVersionLines(findings: readonly VersionFinding[]): string[] {
  return listVersionConcerns(findings).map(({ name, isOld, component, found, minimum, cves, reason, places }) => {
    const where = places.map((place) => texts.places[place]).join(", ");
    const label = isOld ? `Warning ${name}` : "Note";
    return `${label}: ${component} ${found} (${where}); ${minimum} mends ${cves.join(", ")}. ${texts.reasons[reason]}`;
  });
}
