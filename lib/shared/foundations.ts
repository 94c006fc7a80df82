/** What sandboxes rest on: the wall around each, and the versions of what keeps it. Texts: lib/shared/texts, `runtime`. */

/** What may stand between a sandbox and everybody else. */
export const PROMISES = [
  "ownUsers",
  "filteredCalls",
  "ownLimits",
  "ownDisk",
  "ownNetwork",
  "hiddenMachine",
  "ownKernel",
] as const;
export type RuntimePromise = (typeof PROMISES)[number];

/** How strong the wall around a sandbox is. */
export type RuntimeTier = "namespaces" | "sysbox" | "vm" | "unknown";

export interface RuntimeDescription {
  tier: RuntimeTier;
  /** Whether our tests run sandboxes on it. What an untested one promises is what its makers say. */
  isTested: boolean;
  keeps: readonly RuntimePromise[];
  lacks: readonly RuntimePromise[];
}

export const VERSION_COMPONENTS = ["dockerd", "containerd", "runc", "kernel"] as const;
export type VersionComponent = (typeof VERSION_COMPONENTS)[number];

/** Whose version it is: the machine's engine and kernel, the lab engine's, or the inner engines' in each sandbox. */
export const VERSION_PLACES = ["machine", "lab", "sandbox"] as const;
export type VersionPlace = (typeof VERSION_PLACES)[number];

/**
 * Why a version counts as good, as old, or as neither. `distribution-unknown` is a distribution's number below the minimum:
 * whether it carries the fixes is not known.
 */
export const VERSION_REASONS = [
  "fixed",
  "fixed-by-distribution",
  "below-minimum",
  "not-fixed-by-distribution",
  "distribution-unknown",
  "unreadable",
] as const;
export type VersionReason = (typeof VERSION_REASONS)[number];

export interface VersionVerdict {
  /** The version from which on that series is good. */
  minimum: string;
  /** Absent where the number does not tell. */
  isOld?: boolean | undefined;
  reason: VersionReason;
}

export interface VersionFinding extends VersionVerdict {
  /** Names the warning, such as VERSION_RUNC_OLD; true of it only while `isOld`. */
  name: string;
  component: VersionComponent;
  place: VersionPlace;
  found: string;
  /** What an old one lets through. */
  cves: readonly string[];
}

/** One component and version, with all places it was found in. */
export interface VersionConcern extends Omit<VersionFinding, "place" | "isOld"> {
  isOld: boolean;
  places: readonly VersionPlace[];
}

/** What is not known to be good, each component and version once: what is old first, then what the number does not tell. */
export function listVersionConcerns(findings: readonly VersionFinding[]): VersionConcern[] {
  const concerns = new Map<string, VersionConcern>();
  for (const { place, isOld = false, ...finding } of findings.filter((one) => one.isOld !== false)) {
    const key = `${finding.component} ${finding.found}`;
    const places = [...(concerns.get(key)?.places ?? []), place];
    concerns.set(key, { ...finding, isOld, places });
  }
  return [...concerns.values()].sort((a, b) => Number(b.isOld) - Number(a.isOld));
}
