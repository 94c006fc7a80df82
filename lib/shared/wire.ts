import { z } from "zod";
import type { ErrorCode, ErrorParams } from "./errors";
import type { AttemptView, CheckProgress } from "./lesson-view";
import type { Notice } from "./notice";
import type { SandboxView } from "./sandbox-view";

/**
 * Messages between browser and server.
 *
 * Both sockets need a ticket of `/api/tickets` as `ticket` in their address.
 * Terminal socket `/ws/terminal?sandbox=ID&terminal=t1`: binary frames are bytes of the shell (both ways), text frames are
 * the JSON below. Session socket `/ws/session?lesson=course/slug`: JSON only.
 */

const safeInt = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const cols = z.number().int().min(2).max(1000);
const rows = z.number().int().min(1).max(500);

/** Asks for leave to open one socket, once and soon: `ticket` of the answer goes into the socket's address. */
export const ticketRequestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("terminal"), sandbox: z.string().max(64) }),
  z.strictObject({ kind: z.literal("session"), lesson: z.string().max(120) }),
]);
export type TicketRequest = z.infer<typeof ticketRequestSchema>;

export const terminalIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);

/**
 * Browser to server on a terminal socket. `open` is the first message; its `from` is where the browser got to, and the
 * epoch of that shell: a later shell of the same terminal counts its output anew. `ack` gives credit up to an absolute
 * byte offset.
 */
export const terminalClientSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("open"),
    cols,
    rows,
    from: z.strictObject({ offset: safeInt, epoch: safeInt }).nullable(),
  }),
  z.strictObject({ type: z.literal("resize"), cols, rows }),
  z.strictObject({ type: z.literal("ack"), offset: safeInt }),
]);
export type TerminalClientMessage = z.infer<typeof terminalClientSchema>;

/** Server to browser on a terminal socket. */
export type TerminalServerMessage =
  /** The stream goes on where the browser was; binary frames that follow start at `offset`. */
  | { type: "resumed"; offset: number; epoch: number }
  /** The browser's screen must be replaced by `screen` (ANSI) at this size; binary frames that follow start at `offset`. */
  | { type: "screen"; offset: number; epoch: number; cols: number; rows: number; screen: string }
  | { type: "resized"; cols: number; rows: number }
  | { type: "exit"; code: number | null }
  | { type: "error"; code: ErrorCode; params: ErrorParams; requestId: string };

const path = z.string().min(1).max(4096);
const requestId = safeInt;

/** Browser to server on a session socket. */
export const sessionClientSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("step"), step: z.string().max(64) }),
  z.strictObject({ type: z.literal("locale"), locale: z.enum(["ko", "en"]) }),
  z.strictObject({ type: z.literal("files.list"), request: requestId }),
  z.strictObject({ type: z.literal("files.read"), request: requestId, path }),
  z.strictObject({
    type: z.literal("files.write"),
    request: requestId,
    path,
    content: z.string().max(2 * 1024 * 1024),
    ifVersion: z.string().max(64).nullable(),
  }),
  z.strictObject({ type: z.literal("files.create"), request: requestId, path, directory: z.boolean() }),
  z.strictObject({ type: z.literal("files.rename"), request: requestId, path, to: path }),
  z.strictObject({ type: z.literal("files.remove"), request: requestId, path }),
]);
export type SessionClientMessage = z.infer<typeof sessionClientSchema>;

export interface FileEntry {
  path: string;
  type: "file" | "dir" | "link" | "other";
  sizeBytes: number;
}

export interface FileContent {
  path: string;
  content: string;
  version: string;
}

/** Server to browser on a session socket. */
export type SessionServerMessage =
  | { type: "sandbox"; sandbox: SandboxView | null; serverTime: string }
  | { type: "attempt"; attempt: AttemptView }
  | { type: "check"; check: CheckProgress; points: number; completedAt: string | null }
  | { type: "files.changed"; paths: string[] | null }
  | { type: "notice"; sandboxId: string; notice: Notice }
  | { type: "reply"; request: number; result: FileListing | FileContent | { version: string } | null }
  | { type: "reply.error"; request: number; code: ErrorCode; params: ErrorParams; requestId: string }
  | { type: "error"; code: ErrorCode; params: ErrorParams; requestId: string };

export interface FileListing {
  entries: FileEntry[];
  isTruncated: boolean;
}
