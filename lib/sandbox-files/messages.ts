import { z } from "zod";

/** What `naru-files` says, a JSON object a line. It runs where the student is root: all is checked. */

export const maxLineBytes = 8 * 1024 * 1024;
export const maxFileBytes = 2 * 1024 * 1024;

const sandboxErrorCodes = [
  "BAD_REQUEST",
  "BAD_PATH",
  "OUTSIDE_ROOT",
  "NOT_FOUND",
  "EXISTS",
  "NOT_A_FILE",
  "NOT_A_DIRECTORY",
  "IS_DIRECTORY",
  "NOT_EMPTY",
  "TOO_LARGE",
  "TOO_MANY",
  "CONFLICT",
  "PERMISSION",
  "NO_SPACE",
  "TIMEOUT",
  "LINE_TOO_LONG",
  "WATCH_ENDED",
  "WATCH_LIMIT",
  "FAILED",
] as const;

export type SandboxFilesErrorCode =
  | (typeof sandboxErrorCodes)[number]
  /** The program could not be started, answered nonsense, or is gone. */
  | "EXEC_FAILED"
  | "PROTOCOL"
  | "LOST"
  | "BUSY"
  | "ABORTED";

export class SandboxFilesError extends Error {
  override readonly name = "SandboxFilesError";
  constructor(
    readonly code: SandboxFilesErrorCode,
    /** For our logs only. */
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`sandbox files: ${code}`, options);
  }
}

const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const timeMs = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const mode = z.number().int().min(0).max(0o7777);
const version = z.string().regex(/^[0-9a-f]{40}$/);
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => text.split("/").every((name) => !["", ".", ".."].includes(name)), "not a path inside the root");

const entrySchema = z.object({ path, type: z.enum(["file", "dir", "link", "other"]), size, mtimeMs: timeMs, mode });
export const listSchema = z.object({ entries: z.array(entrySchema).max(2000), truncated: z.boolean(), skipped: size });
export const readSchema = z
  .object({
    content: z.base64().max(Math.ceil(maxFileBytes / 3) * 4),
    size,
    mtimeMs: timeMs,
    mode,
    version,
    binary: z.boolean(),
  })
  .transform(({ content, binary, ...rest }) => ({ ...rest, isBinary: binary, bytes: Buffer.from(content, "base64") }))
  .refine((file) => file.bytes.length === file.size, "size differs");
export const writtenSchema = z.object({ version, mtimeMs: timeMs, size });
export const emptySchema = z.object({}).transform(() => undefined);

export type SandboxFileEntry = z.infer<typeof entrySchema>;
export type SandboxFileList = z.infer<typeof listSchema>;
export type SandboxFile = z.infer<typeof readSchema>;
export type WrittenFile = z.infer<typeof writtenSchema>;

const errorCode = z.enum(sandboxErrorCodes).catch("FAILED");
const noEvent = z.undefined().optional();
export const lineSchema = z.union([
  z.object({ event: noEvent, id: z.number().int(), ok: z.literal(true) }).catchall(z.unknown()),
  z.object({
    event: noEvent,
    id: z.number().int().nullable(),
    ok: z.literal(false),
    code: errorCode,
    message: z.string().max(10_000),
  }),
  z.object({ event: z.literal("changed"), paths: z.array(path).max(1000) }),
  z.object({ event: z.literal("rescan") }),
  z.object({ event: z.literal("unwatched"), code: errorCode }),
]);
