import { z } from "zod";

/**
 * The frames between the web server and `naru-agent attach`: one byte type, four bytes big-endian
 * length, payload. The agent runs where the student is root, so everything it says is checked.
 */

export const outputWindowBytes = 128 * 1024;
export const inputWindowBytes = 128 * 1024;
export const maxInputFrameBytes = 32 * 1024;

const headerBytes = 5;
const maxDataFrameBytes = 1024 * 1024;
const maxControlFrameBytes = 64 * 1024;

const offset = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const cols = z.number().int().min(1).max(1000);
const rows = z.number().int().min(1).max(1000);

const helloSchema = z
  .object({
    start: offset,
    end: offset,
    from: offset,
    resumed: z.boolean(),
    cols,
    rows,
    modes: z.string().max(1024),
    resizes: z.array(z.tuple([offset, cols, rows])).max(512),
    pid: z.number().int().positive(),
    createdMs: offset,
  })
  .refine((h) => h.start <= h.from && h.from <= h.end, "offsets out of order");
const resizedSchema = z.object({ cols, rows, offset });
const exitSchema = z.object({ code: z.number().int().nullable(), signal: z.number().int().nullable() });
const errorSchema = z.object({ code: z.string().regex(/^[A-Z][A-Z_]{0,39}$/) });

export type TerminalHello = z.infer<typeof helloSchema>;
export type TerminalResized = z.infer<typeof resizedSchema>;
export type TerminalExit = z.infer<typeof exitSchema>;

export type HolderFrame =
  | { type: "hello"; hello: TerminalHello }
  | { type: "data"; bytes: Uint8Array }
  | { type: "resized"; resized: TerminalResized }
  | { type: "inputConsumed"; totalBytes: number }
  | { type: "exit"; exit: TerminalExit }
  | { type: "error"; code: string };

export class FrameError extends Error {
  override readonly name = "FrameError";
  constructor(
    readonly code: "BAD_TYPE" | "BAD_LENGTH" | "BAD_PAYLOAD",
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

const typeData = 0x44;
const typeInputConsumed = 0x43;
const jsonTypes = new Map([
  [0x48, "hello"],
  [0x52, "resized"],
  [0x58, "exit"],
  [0x45, "error"],
] as const);

/**
 * Incremental. Data is handed on as it arrives, in views of the given chunks; only control frames
 * are collected, so no more than 64 KiB is ever held. Throws FrameError and is unusable from then on.
 */
export class FrameDecoder {
  private readonly header = new Uint8Array(headerBytes);
  private headerLength = 0;
  private type = 0;
  private left = 0;
  private control: Uint8Array | undefined;
  private failed: FrameError | undefined;

  *push(chunk: Uint8Array): Generator<HolderFrame, void> {
    if (this.failed) throw this.failed;
    try {
      yield* this.decode(chunk);
    } catch (error) {
      if (error instanceof FrameError) this.failed = error;
      throw error;
    }
  }

  /** Did the stream end between two frames? */
  get isAtBoundary(): boolean {
    return this.headerLength === 0;
  }

  private *decode(chunk: Uint8Array): Generator<HolderFrame, void> {
    let at = 0;
    while (at < chunk.length) {
      if (this.headerLength < headerBytes) {
        const n = Math.min(headerBytes - this.headerLength, chunk.length - at);
        this.header.set(chunk.subarray(at, at + n), this.headerLength);
        this.headerLength += n;
        at += n;
        if (this.headerLength < headerBytes) return;
        this.beginFrame();
      }
      const n = Math.min(this.left, chunk.length - at);
      const part = chunk.subarray(at, at + n);
      at += n;
      this.left -= n;
      if (this.type === typeData) {
        if (n > 0) yield { type: "data", bytes: part };
        if (this.left === 0) this.headerLength = 0;
        continue;
      }
      const control = this.control;
      if (!control) throw new FrameError("BAD_TYPE", "no frame begun");
      control.set(part, control.length - this.left - n);
      if (this.left > 0) return;
      this.headerLength = 0;
      this.control = undefined;
      yield parseControl(this.type, control);
    }
  }

  private beginFrame(): void {
    const view = new DataView(this.header.buffer);
    this.type = view.getUint8(0);
    this.left = view.getUint32(1);
    const isData = this.type === typeData;
    if (!isData && this.type !== typeInputConsumed && !jsonTypes.has(this.type as 0x48)) {
      throw new FrameError("BAD_TYPE", String(this.type));
    }
    const isTooLong = this.left > (isData ? maxDataFrameBytes : maxControlFrameBytes);
    if (isTooLong || (this.type === typeInputConsumed ? this.left !== 8 : this.left === 0)) {
      throw new FrameError("BAD_LENGTH", String(this.left));
    }
    this.control = isData ? undefined : new Uint8Array(this.left);
  }
}

function parseControl(type: number, payload: Uint8Array): HolderFrame {
  if (type === typeInputConsumed) {
    const total = new DataView(payload.buffer, payload.byteOffset, 8).getBigUint64(0);
    if (total > BigInt(Number.MAX_SAFE_INTEGER)) throw new FrameError("BAD_PAYLOAD", "count");
    return { type: "inputConsumed", totalBytes: Number(total) };
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    throw new FrameError("BAD_PAYLOAD", "not JSON");
  }
  switch (jsonTypes.get(type as 0x48)) {
    case "hello":
      return { type: "hello", hello: parseWith(helloSchema, json) };
    case "resized":
      return { type: "resized", resized: parseWith(resizedSchema, json) };
    case "exit":
      return { type: "exit", exit: parseWith(exitSchema, json) };
    default:
      return { type: "error", code: parseWith(errorSchema, json).code };
  }
}

function parseWith<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (!result.success) throw new FrameError("BAD_PAYLOAD", result.error.issues[0]?.message ?? "invalid");
  return result.data;
}

function toFrame(type: string, payloadBytes: number): { frame: Uint8Array; view: DataView } {
  const frame = new Uint8Array(headerBytes + payloadBytes);
  const view = new DataView(frame.buffer);
  view.setUint8(0, type.charCodeAt(0));
  view.setUint32(1, payloadBytes);
  return { frame, view };
}

export function toInputFrame(bytes: Uint8Array): Uint8Array {
  const { frame } = toFrame("I", bytes.length);
  frame.set(bytes, headerBytes);
  return frame;
}

export function toResizeFrame(size: { cols: number; rows: number }): Uint8Array {
  const { frame, view } = toFrame("W", 4);
  view.setUint16(5, size.cols);
  view.setUint16(7, size.rows);
  return frame;
}

export function toAckFrame(offsetBytes: number): Uint8Array {
  const { frame, view } = toFrame("A", 8);
  view.setBigUint64(5, BigInt(offsetBytes));
  return frame;
}
