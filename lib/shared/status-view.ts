import type { ErrorCode } from "./errors";
import type { RuntimeDescription, VersionConcern } from "./foundations";
import type { HealthView } from "./health-view";

/** What the operator's page shows. Of students nothing: sandboxes go by the first characters of their id. */
export interface StatusView {
  at: string;
  health: HealthView;
  capacity: CapacityView | null;
  queue: { length: number; oldestQueuedAt: string | null } | null;
  pool: { warm: number; target: number } | null;
  sandboxes: { rows: SandboxCostView[]; total: number } | null;
  /** The hub's images; null while the set-up has not told of them. */
  images: ImagesView | null;
  errors: ErrorCountView[];
  warnings: StatusWarning[];
  /** Versions whose number does not tell whether they are old; null while the set-up has not finished. */
  unclearVersions: VersionConcern[] | null;
  runtime: RuntimeView;
  /** Names and versions of what runs; null for what did not answer. */
  versions: Record<VersionName, string | null>;
  process: { startedAt: string; memoryBytes: number; terminals: number; sessions: number };
}

export interface CapacityView {
  live: number;
  limit: number;
  memory: ResourceView | null;
  disk: ResourceView | null;
}

export interface ResourceView {
  totalBytes: number;
  freeBytes: number;
  /** What is reckoned for all sandboxes there are, those of the pool included. */
  promisedBytes: number;
  /** Whether no sandbox more is made for want of it. */
  isShort: boolean;
}

export interface SandboxCostView {
  shortId: string;
  state: string;
  lesson: string | null;
  createdAt: string;
  memoryBytes: number | null;
  diskBytes: number | null;
}

export interface ImagesView {
  total: number;
  /** How many can be pulled. */
  served: number;
  building: { id: string; startedAt: string }[];
  waiting: string[];
  /** One that is served all the same is so as it was before. */
  failed: { id: string; code: string | null; isServed: boolean }[];
  /** Whether somebody is at work on those that wait. */
  isAtWork: boolean;
  /** Until all are there; null when nothing tells. */
  estimatedSeconds: number | null;
}

export interface ErrorCountView {
  code: ErrorCode;
  count: number;
  lastAt: string;
}

export interface RuntimeView extends RuntimeDescription {
  name: string;
}

export const VERSION_NAMES = ["naru", "node", "engine", "kernel", "cgroup", "database"] as const;
export type VersionName = (typeof VERSION_NAMES)[number];

export const STATUS_WARNINGS = [
  "databaseDown",
  "engineDown",
  "hubDown",
  "imagesFailed",
  "imagesPaused",
  "memoryShort",
  "diskShort",
  "full",
  "egressOpen",
] as const;

export type PlainWarningKey = (typeof STATUS_WARNINGS)[number];

export type StatusWarning = { key: PlainWarningKey } | ({ key: "versionOld" } & VersionConcern);
