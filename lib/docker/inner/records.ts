/** Docker's objects as we use them: sizes in bytes, dates as Date or null. */

export type ContainerState =
  | "created"
  | "running"
  | "paused"
  | "restarting"
  | "removing"
  | "exited"
  | "dead"
  | "unknown";
export type Health = "none" | "starting" | "healthy" | "unhealthy";

export interface ContainerSummary {
  id: string;
  name: string;
  /** As typed when it was created; an id once the reference was moved to another image. */
  image: string;
  imageId: string;
  state: ContainerState;
  labels: Readonly<Record<string, string>>;
  createdAt: Date | null;
  ports: readonly PublishedPort[];
  volumes: readonly string[];
}

export interface PublishedPort {
  /** `80/tcp` */
  port: string;
  address: string;
  /** 0 when the engine is to choose one. */
  hostPort: number;
}

export interface Mount {
  type: string;
  /** Volume name, or path on the sandbox. */
  source: string;
  target: string;
  readOnly: boolean;
}

export interface Attachment {
  network: string;
  address: string;
  aliases: readonly string[];
}

export interface Container {
  id: string;
  name: string;
  image: string;
  imageId: string;
  createdAt: Date | null;
  state: ContainerState;
  exitCode: number;
  oomKilled: boolean;
  /** The engine's words when it could not start it. */
  error: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  restartCount: number;
  health: Health;
  healthcheck: readonly string[];
  entrypoint: readonly string[];
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  user: string;
  tty: boolean;
  autoRemove: boolean;
  privileged: boolean;
  readOnlyRoot: boolean;
  networkMode: string;
  restartPolicy: string;
  /** 0 is without a limit, for all three. */
  memoryBytes: number;
  cpus: number;
  pids: number;
  exposed: readonly string[];
  /** What is published now while it runs, what was asked for otherwise. */
  ports: readonly PublishedPort[];
  mounts: readonly Mount[];
  networks: readonly Attachment[];
}

export interface ImageSummary {
  id: string;
  tags: readonly string[];
  digests: readonly string[];
  sizeBytes: number;
  createdAt: Date | null;
}

export interface Image extends ImageSummary {
  /** Content hashes of its file system layers, lowest first. */
  layers: readonly string[];
  entrypoint: readonly string[];
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  user: string;
  workdir: string;
  exposed: readonly string[];
  labels: Readonly<Record<string, string>>;
  volumes: readonly string[];
  hasHealthcheck: boolean;
}

export interface HistoryLine {
  createdBy: string;
  comment: string;
  sizeBytes: number;
  createdAt: Date | null;
}

export interface Volume {
  name: string;
  driver: string;
  labels: Readonly<Record<string, string>>;
  createdAt: Date | null;
  /** Made by the engine, without a name of the student's. */
  isAnonymous: boolean;
}

export interface Network {
  id: string;
  name: string;
  driver: string;
  internal: boolean;
  labels: Readonly<Record<string, string>>;
  createdAt: Date | null;
  /** Names of containers attached and running; the list call leaves this empty. */
  members: readonly string[];
}

export interface EngineEvent {
  type: string;
  /** `exec_start: sh -c ls` has the action `exec_start` and the detail `sh -c ls`. */
  action: string;
  detail: string;
  actorId: string;
  attributes: Readonly<Record<string, string>>;
  at: Date | null;
  /** Same for the same event however often it is replayed. */
  key: string;
}
