import type { Config } from "../config";
import type { Db, SandboxRow } from "../db";
import type { LabEngine, LabRoom } from "../docker";
import type { Log } from "../log";
import type { Metrics } from "../metrics";
import type { HeldLinks } from "./held-links";

/** What a lesson brings into a sandbox. */
export interface LessonFiles {
  /** Folder copied into the working directory; null when the lesson brings none. */
  folder: string | null;
  /** Images that must not be there at the start, as in lesson.yaml. */
  absentImages: readonly string[];
}

/** What the verbs of this folder ask of the lab engine. */
export type SandboxLab = Pick<
  LabEngine,
  | "ping"
  | "createSandbox"
  | "removeSandbox"
  | "listSandboxes"
  | "listSandboxIds"
  | "watchSandboxes"
  | "exec"
  | "execToEnd"
  | "connectInside"
  | "removeUnusedSeeds"
  | "request"
  | "measureRoom"
>;

/** What the verbs of this folder work with; built once by lib/runtime. */
export interface SandboxContext {
  db: Db;
  log: Log;
  metrics?: Pick<Metrics, "observeStart" | "countError">;
  instance: string;
  limits: Config["sandbox"];
  /** The lab engine; throws ENGINE_UNREACHABLE while it is down. */
  lab: () => Promise<SandboxLab>;
  /** Image every new sandbox is made from. */
  imageTag: () => Promise<string>;
  /** Version of the seed every new sandbox stands on; undefined where there is none. */
  seed: () => Promise<string | undefined>;
  /** Names all a new sandbox is made from: one of the pool with another origin is outdated. */
  origin: () => Promise<string>;
  lessonFiles: (lesson: string) => Promise<LessonFiles>;
  /** Tells the sockets of a student that something about their sandbox changed. */
  publish: (event: SandboxChanged) => void;
  /** Starts under way in this process, by sandbox id; only so that a stop can interrupt one. */
  starts: Map<string, AbortController>;
  /** What this process has open into sandboxes of the pool. */
  held: HeldLinks;
  /** When this process began: what was at work before it was interrupted. */
  startedAt: number;
  /** What was measured or read a moment ago, so that a hundred starts at once do not each measure anew. */
  recent: Recent;
}

/** Short-lived copies; the truth is the machine's and the database's. */
export interface Recent {
  room?: { at: number; value: Promise<LabRoom | null> };
  /** The last one that was measured. */
  lastRoom?: { at: number; value: LabRoom };
  queue?: { at: number; value: Promise<QueueSnapshot> };
  /** Settles when the decision before the next has been made; never rejects. */
  lastDecision?: Promise<void>;
}

/** The queue as all its students see it at one moment. */
export interface QueueSnapshot {
  /** Place by sandbox id, from 1. */
  positions: ReadonlyMap<string, number>;
  /** Seconds until a place's turn comes; null when nothing tells. */
  estimateSeconds: (position: number) => number | null;
}

/** A row that belongs to a student: every one but those of the pool. */
export type OwnedSandbox = SandboxRow & { userId: string; lesson: string };

export function isOwned(row: SandboxRow): row is OwnedSandbox {
  return row.userId !== null && row.lesson !== null;
}

export interface SandboxChanged {
  userId: string;
  sandboxId: string;
}

/** States in which a sandbox is a student's: one at a time. */
export const LIVE_STATES = ["queued", "starting", "ready", "stopping"] as const;

/** States in which a sandbox holds a container, or is about to: what the machine has to carry. */
export const HOLDING_STATES = ["warming", "warm", "starting", "ready", "stopping"] as const;

/** Taken by every decision on who gets a place, so that what was counted still holds when it is written. */
export const ADMISSION_LOCK = "SELECT pg_advisory_xact_lock(hashtext('naru.sandbox.start'))";

/** The id on engine objects: the row's uuid without dashes. */
export const toEngineId = (id: string) => id.replaceAll("-", "");

/** The row's uuid from the id on engine objects, or undefined for what is not ours. */
export function fromEngineId(engineId: string): string | undefined {
  const match = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(engineId);
  return match ? match.slice(1).join("-") : undefined;
}
