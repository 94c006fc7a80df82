import { readAdmissionState, readRoom } from "./admission-state";
import type { SandboxContext } from "./context";
import { countStarters, toPoolTarget } from "./pool";

/** How full the site is. */
export interface Capacity {
  /** Null while the lab engine does not tell. */
  memory: { totalBytes: number; freeBytes: number; perSandboxBytes: number; floorBytes: number } | null;
  disk: { totalBytes: number; freeBytes: number; perSandboxBytes: number; floorBytes: number } | null;
  /** Sandboxes of students, those being made and taken away included. */
  live: number;
  limit: number;
  warm: number;
  warmTarget: number;
  queued: number;
  oldestQueuedAt: Date | null;
}

/** For the people who run the site. */
export async function getCapacity(context: SandboxContext, now = Date.now()): Promise<Capacity> {
  const { db, limits } = context;
  const [room, state, oldest, startsLately] = await Promise.all([
    readRoom(context, now),
    readAdmissionState(db),
    db.sandbox.findFirst({ where: { state: "queued" }, orderBy: { createdAt: "asc" }, select: { createdAt: true } }),
    countStarters(db, now),
  ]);
  const warming = await db.sandbox.count({ where: { state: "warming" } });
  return {
    memory: room && {
      totalBytes: room.memoryTotalBytes,
      freeBytes: room.memoryAvailableBytes,
      perSandboxBytes: limits.expectedMemoryBytes,
      floorBytes: limits.memoryFloorBytes,
    },
    disk: room && {
      totalBytes: room.diskTotalBytes,
      freeBytes: room.diskFreeBytes,
      perSandboxBytes: limits.expectedDiskBytes,
      floorBytes: limits.diskFloorBytes,
    },
    live: state.holding - state.warm - warming,
    limit: limits.limit,
    warm: state.warm,
    warmTarget: toPoolTarget({ startsLately, reservations: state.reservations }, limits),
    queued: state.waiting.length,
    oldestQueuedAt: oldest?.createdAt ?? null,
  };
}
