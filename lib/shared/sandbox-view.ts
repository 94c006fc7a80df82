import type { ErrorCode } from "./errors";

/** Stages a start goes through, in order, shown to the student with a tick each. */
export const START_STAGES = ["disk", "network", "container", "engine", "files"] as const;
export type StartStage = (typeof START_STAGES)[number];

export type SandboxState = "queued" | "starting" | "ready" | "stopping" | "ended" | "failed";

/** Why a sandbox ended; each has a text in both languages. */
export const END_REASONS = [
  "stopped",
  "reset",
  "idle",
  "expired",
  "moved",
  "lost",
  "out-of-memory",
  "failed",
  "left",
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** The terminal every page opens first; one of the pool has its shell already. */
export const FIRST_TERMINAL = "t1";

export interface SandboxView {
  id: string;
  state: SandboxState;
  stage: StartStage | null;
  /** `course/lesson` the sandbox was started for. */
  lesson: string;
  createdAt: string;
  /** Absolute end, ISO 8601; moved by extend. */
  expiresAt: string;
  /** When it ends for lack of use, ISO 8601; moves with every keystroke. */
  idleAt: string;
  extensionsLeft: number;
  endReason: EndReason | null;
  errorCode: ErrorCode | null;
  /** While `queued`. */
  queue: QueuePlace | null;
}

export interface QueuePlace {
  /** 1 is next. */
  position: number;
  /** Until its turn, as far as can be told; null when nothing tells. */
  estimatedSeconds: number | null;
}
