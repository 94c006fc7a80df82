import type { ErrorCode } from "../shared/errors";

export const SOCKET_KINDS = ["terminal", "session"] as const;
export type SocketKind = (typeof SOCKET_KINDS)[number];

/** How a check came to be looked at: a lane of the watch, or the student's press of a button. */
type CheckLane = "state" | "files" | "probes" | "hand";

export interface HttpObservation {
  method: string;
  /** A pattern such as `/api/sandboxes/[id]/[action]`, never an address with an id in it. */
  route: string;
  status: number;
  durationMs: number;
}

/** How often an error was told to somebody since this process began, and when last. */
export interface ErrorCount {
  code: ErrorCode;
  count: number;
  lastAt: Date;
}

/** What is true of the whole site at the moment of a scrape; null for what could not be seen. */
export interface SiteFigures {
  sandboxesByState: Readonly<Record<string, number>> | null;
  queued: number | null;
  warm: number | null;
  warmTarget: number | null;
}

/** What the domain reports about itself. Labels are closed sets: no id, name or address is ever one. */
export interface Metrics {
  observeHttp(observation: HttpObservation): void;
  /** From the wish for a sandbox to its being ready, from the pool or made anew. */
  observeStart(durationMs: number, source: "warm" | "cold"): void;
  /** One round of looking at checks. */
  observeCheck(durationMs: number, lane: CheckLane): void;
  countError(code: ErrorCode): void;
  /** Counts a socket as open until the returned function is called. */
  openSocket(kind: SocketKind): () => void;
  countSockets(kind: SocketKind): number;
  /** The most recent first. */
  listErrors(): ErrorCount[];
  /** The text of a scrape in Prometheus' format. */
  render(figures: SiteFigures): Promise<{ contentType: string; text: string }>;
}
