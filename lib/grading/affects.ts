import type { EngineEvent } from "../docker/inner";
import type { LiveCondition } from "../shared/check";
import type { LiveCheck } from "./evaluate-check";

/** Checks of one lane are evaluated together; a slow probe must not hold up what the engine can say at once. */
export const LANES = ["state", "files", "probes"] as const;
export type LaneName = (typeof LANES)[number];

export function laneOf(check: LiveCheck): LaneName {
  const conditions = conditionsOf(check);
  if (conditions.some(isProbe)) return "probes";
  return conditions.some((condition) => condition.kind === "file") ? "files" : "state";
}

/** A check's verdict follows from its condition and from its named mistakes. */
export function conditionsOf(check: LiveCheck): LiveCondition[] {
  return [check.when, ...check.mistakes.map((mistake) => mistake.when)];
}

export function isAffected(check: LiveCheck, event: EngineEvent): boolean {
  return conditionsOf(check).some(
    (condition) => condition.kind === "event" || kindsAffectedBy(event).has(condition.kind),
  );
}

function isProbe(condition: LiveCondition): boolean {
  return (
    condition.kind === "http" ||
    condition.kind === "exec" ||
    condition.kind === "vm" ||
    (condition.kind === "volume" && condition.file !== undefined)
  );
}

type Kinds = ReadonlySet<LiveCondition["kind"]>;

const NONE: Kinds = new Set();
const LIFE: Kinds = new Set(["container", "image", "volume", "network", "compose", "http", "exec"]);
/** What a process in a container may have changed. */
const CONTENT: Kinds = new Set(["container", "volume", "http", "exec"]);
const IMAGES: Kinds = new Set(["image", "container"]);
const VOLUMES: Kinds = new Set(["volume"]);
const NETWORKS: Kinds = new Set(["network", "container", "compose", "http"]);
const LOOKS = new Set([
  "exec_create",
  "exec_start",
  "exec_detach",
  "top",
  "resize",
  "attach",
  "detach",
  "export",
  "archive-path",
]);

function kindsAffectedBy({ type, action }: EngineEvent): Kinds {
  if (type === "image" || type === "builder") return IMAGES;
  if (type === "volume") return VOLUMES;
  if (type === "network") return NETWORKS;
  if (type !== "container" || LOOKS.has(action)) return NONE;
  return action === "exec_die" || action === "extract-to-dir" ? CONTENT : LIFE;
}
