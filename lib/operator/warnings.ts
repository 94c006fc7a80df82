import type { VersionConcern } from "../shared/foundations";
import type { HealthView } from "../shared/health-view";
import type { CapacityView, ImagesView, PlainWarningKey, StatusWarning } from "../shared/status-view";

interface Seen {
  health: HealthView;
  capacity: CapacityView | null;
  images: ImagesView | null;
  egress: "closed" | "open";
  versions: readonly VersionConcern[];
}

/** What an operator should look into, the most pressing first. */
export function findWarnings({ health, capacity, images, egress, versions }: Seen): StatusWarning[] {
  const all: [PlainWarningKey, boolean][] = [
    ["databaseDown", !health.database],
    ["engineDown", !health.engine],
    ["hubDown", health.engine && !health.hub],
    ["imagesFailed", Boolean(images && images.failed.length > 0)],
    ["imagesPaused", Boolean(images && !images.isAtWork && images.waiting.length + images.building.length > 0)],
    ["memoryShort", capacity?.memory?.isShort ?? false],
    ["diskShort", capacity?.disk?.isShort ?? false],
    ["full", Boolean(capacity && capacity.live >= capacity.limit)],
    ["egressOpen", egress === "open"],
  ];
  return [
    ...all.filter(([, isSo]) => isSo).map(([key]) => ({ key })),
    ...versions.filter(({ isOld }) => isOld).map((concern) => ({ key: "versionOld" as const, ...concern })),
  ];
}
