/** Why a lesson cannot be started yet: images it needs are still being made, could not be made, or nobody is making them. */
export const READINESS_STATES = ["preparing", "paused", "failed"] as const;
export type ReadinessState = (typeof READINESS_STATES)[number];

export type ImageState = "ready" | "building" | "waiting" | "failed";

export interface NeededImage {
  /** As a student types it: `python:3.13`. */
  reference: string;
  state: ImageState;
  /** Why it failed, as the operator's log has it. */
  code: string | null;
}

/** What a lesson still waits for. One that waits for nothing has none. */
export interface LessonReadiness {
  state: ReadinessState;
  images: NeededImage[];
  /** Until all of them are there, as far as can be told; null when nothing tells. */
  estimatedSeconds: number | null;
}

/** By lesson id, those that cannot be started yet. */
export type ReadinessView = Record<string, LessonReadiness>;
