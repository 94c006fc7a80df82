import type { Duplex, Readable, Writable } from "node:stream";

export interface CallOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface RequestOptions extends CallOptions {
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
}

export interface EngineVersion {
  version: string;
  apiVersion: string;
  os: string;
  arch: string;
  kernelVersion: string;
}

export interface EngineInfo {
  id: string;
  name: string;
  cgroupVersion: 1 | 2;
  cgroupDriver: string;
  cpus: number;
  memoryBytes: number;
  operatingSystem: string;
  runtimes: readonly string[];
  securityOptions: readonly string[];
  storageDriver: string;
}

/** A door to one Docker engine: the machine's, the lab's or a student's inner one. */
export interface Engine {
  /** Names the engine in logs, such as a socket path. */
  readonly address: string;
  ping(options?: CallOptions): Promise<void>;
  version(options?: CallOptions): Promise<EngineVersion>;
  info(options?: CallOptions): Promise<EngineInfo>;
  /** One call of Docker's HTTP API, answered with parsed JSON, or text, or undefined when the body is empty. */
  request(method: HttpMethod, path: string, options?: RequestOptions): Promise<unknown>;
  /** A call whose answer is a stream of JSON lines: /events, /containers/x/stats, /images/x/push. Without `timeoutMs` it lasts until aborted. */
  stream(path: string, options?: RequestOptions & { method?: HttpMethod; upload?: Readable }): AsyncIterable<unknown>;
  /** A call whose answer is bytes, not read ahead; `upload` is sent as a tar archive. */
  open(method: HttpMethod, path: string, options?: RequestOptions & { upload?: Readable }): Promise<Readable>;
  /** A call that turns its connection into a raw two-way stream, such as the start of an exec. */
  upgrade(path: string, options?: RequestOptions): Promise<Duplex>;
  close(): void;
}

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE" | "HEAD";

export interface EnsureImageOptions {
  /** The folder that is the build context, with a Dockerfile in it. */
  folder: string;
  /** Repository name without a tag, such as `naru-sandbox`. */
  name: string;
  /** Image the Dockerfile starts from; its id takes part in the tag. */
  baseImage?: string;
  buildArgs?: Readonly<Record<string, string>>;
  /** Beside those of the Dockerfile. */
  labels?: Readonly<Record<string, string>>;
  /** Files and folders, relative to `folder`, that are neither sent nor hashed. */
  ignore?: readonly string[];
  /** Leaves the processor to whoever else wants it. */
  isInBackground?: boolean;
  report?: (line: string) => void;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface BuiltImage {
  /** name:hash */
  tag: string;
  id: string;
  isBuiltNow: boolean;
  /** Where it was. */
  builtInMs?: number;
}

export interface LabEngineOptions {
  /** Short name, so that two clones on one machine stay apart. Lower-case letters, digits and dashes. */
  instance: string;
  /** Tag of the engine image on the machine's engine. */
  imageTag: string;
  /** Folder on the machine for the lab engine's unix socket. */
  socketFolder: string;
  /** Whether sandboxes reach the internet. Never the machine's own networks. */
  egress?: "closed" | "open";
  report?: (line: string) => void;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export type SandboxStage = "disk" | "network" | "container" | "engine";

export interface CreateSandboxOptions {
  /** Random id from the database: lower-case letters and digits, 8 to 40 characters. */
  sandboxId: string;
  instance: string;
  memoryBytes: number;
  cpus: number;
  pidsLimit: number;
  diskBytes: number;
  inodes: number;
  imageTag: string;
  /** Version of the seed whose images are there from the start; without one the engine is empty. */
  seed?: string;
  labels?: Readonly<Record<string, string>>;
  /** `sandbox` (ours), or the name of a sysbox or Kata runtime of the site. */
  runtime?: string;
  signal?: AbortSignal;
  /** Longest wait for the inner engine. */
  engineWaitMs?: number;
  onStage?: (stage: SandboxStage) => void;
}

export interface CreatedSandbox {
  containerId: string;
  /** How long each stage took. */
  timingsMs: Readonly<Record<SandboxStage, number>>;
}

export type SandboxContainerState = "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";

export interface SandboxRecord {
  sandboxId: string;
  instance: string;
  containerId: string;
  state: SandboxContainerState;
  imageTag: string;
  createdAt: Date;
  labels: Readonly<Record<string, string>>;
}

export interface SandboxEvent {
  kind: "start" | "die" | "oom" | "destroy";
  sandboxId: string;
  containerId: string;
  exitCode?: number;
  at: Date;
}

/** One name under which the hub serves an image, and what it serves there. */
export interface ServedImage {
  /** As a student types it: `debian`. */
  name: string;
  tag: string;
  /** The manifest's digest. */
  digest: string;
}

export interface EnsureSeedOptions {
  /** All that new sandboxes shall have. */
  images: readonly ServedImage[];
  /** The sandboxes' image, whose engine unpacks them. */
  imageTag: string;
  /** The sandboxes' runtime. */
  runtime?: string;
  /** Leaves the processor to the sandboxes of students. */
  isInBackground?: boolean;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

export interface RemoveUnusedSeedsOptions extends CallOptions {
  /** The seed that new sandboxes get. */
  current: string;
  /**
   * Others stay while they or the current one are younger: a start that chose one before may not have its container yet,
   * and one just made may not be current yet.
   */
  graceMs?: number;
}

export interface SandboxUsage {
  diskUsedBytes: number;
  diskTotalBytes: number;
  inodesUsed: number;
  inodesTotal: number;
}

/** What a sandbox takes; null for what could not be seen. */
export interface SandboxCost {
  memoryBytes: number | null;
  diskUsedBytes: number | null;
}

/** What the machine has left for sandboxes, as the lab engine sees it. */
export interface LabRoom {
  memoryTotalBytes: number;
  /** What could be used without swapping: MemAvailable of proc(5). */
  memoryAvailableBytes: number;
  /** Of the file system the sandboxes' disks lie on. */
  diskTotalBytes: number;
  diskFreeBytes: number;
}

export interface SandboxCpuUsage {
  sandboxId: string;
  usedSeconds: number;
}

export interface ExecOptions {
  cmd: readonly string[];
  /** `student`, `root`, or uid[:gid]. */
  user: string;
  env?: Readonly<Record<string, string>>;
  workdir?: string;
  signal?: AbortSignal;
  stdin?: boolean;
}

/**
 * A process in a sandbox without a terminal. Reading slowly slows the process;
 * stderr keeps its last 64 KiB when nobody reads it. `destroy` closes our end:
 * the process sees its stdin end, and is not killed by it.
 */
export interface ExecHandle {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when both outputs have ended. Rejects with EngineError. */
  readonly exit: Promise<number>;
  destroy(error?: Error): void;
}

export interface ExecToEndOptions extends ExecOptions {
  input?: string | Uint8Array;
  /** For stdout and stderr together; beyond it OUTPUT_TOO_LARGE. */
  maxOutputBytes?: number;
  timeoutMs?: number;
}

export interface ExecResult {
  exitCode: number;
  stdout: Buffer;
  stderr: Buffer;
}

export type InsideTarget = { unix: string } | { host: string; port: number };

export interface ConnectOptions {
  /** How long the target may take to come up before the attempt fails. */
  waitMs?: number;
  signal?: AbortSignal;
}

/** The engine all sandboxes of one installation live in. */
export interface LabEngine extends Engine {
  readonly instance: string;
  readonly containerId: string;
  createSandbox(options: CreateSandboxOptions): Promise<CreatedSandbox>;
  /** Idempotent: container, network and disk, found by label. */
  removeSandbox(sandboxId: string, options?: CallOptions): Promise<void>;
  listSandboxes(instance: string, options?: CallOptions): Promise<SandboxRecord[]>;
  /** Ids of which anything at all is left: a container, a network or a disk. What nobody knows is to be removed. */
  listSandboxIds(instance: string, options?: CallOptions): Promise<string[]>;
  /** Throws NOT_FOUND. */
  getSandbox(sandboxId: string, options?: CallOptions): Promise<SandboxRecord>;
  getSandboxUsage(sandboxId: string, options?: CallOptions): Promise<SandboxUsage>;
  /** What each sandbox takes, by its id. */
  listCosts(options?: CallOptions): Promise<Map<string, SandboxCost>>;
  measureRoom(options?: CallOptions): Promise<LabRoom>;
  /** Processor time each running sandbox has used since its start. */
  listCpuUsage(instance: string, options?: CallOptions): Promise<SandboxCpuUsage[]>;
  watchSandboxes(signal: AbortSignal): AsyncIterable<SandboxEvent>;
  /**
   * Makes the seed of these images unless it is there; answers its version. One call at a time on a lab engine:
   * what an interrupted call left is removed. @throws EngineError
   */
  ensureSeed(options: EnsureSeedOptions): Promise<string>;
  /** Version of the seed of these images, where it has been made. */
  findSeed(options: Pick<EnsureSeedOptions, "images" | "imageTag" | "signal">): Promise<string | undefined>;
  /** Removes seeds that neither new sandboxes get nor any sandbox's container has; answers their versions. */
  removeUnusedSeeds(options: RemoveUnusedSeedsOptions): Promise<string[]>;
  exec(sandboxId: string, options: ExecOptions): Promise<ExecHandle>;
  execToEnd(sandboxId: string, options: ExecToEndOptions): Promise<ExecResult>;
  connectInside(sandboxId: string, target: InsideTarget, options?: ConnectOptions): Promise<Duplex>;
}
