import type { ExecHandle } from "../docker";
import {
  FrameDecoder,
  FrameError,
  type HolderFrame,
  inputWindowBytes,
  maxInputFrameBytes,
  outputWindowBytes,
  type TerminalExit,
  type TerminalHello,
  type TerminalResized,
  toAckFrame,
  toInputFrame,
  toResizeFrame,
} from "./frames";

/** Starts a program inside the sandbox; lib/docker does it with `docker exec`. */
export type OpenExec = (cmd: string[]) => Promise<ExecHandle>;

export interface AttachOptions {
  /** [a-z0-9-]{1,32}; one shell per id. */
  id: string;
  cols: number;
  rows: number;
  /** Resume after this many bytes of output … */
  from?: number;
  /** … of the shell whose hello said this `createdMs`; a newer shell of the same id starts over. */
  createdMs?: number;
  helloTimeoutMs?: number;
  agentPath?: string;
}

/**
 * Called in the order in which things happened. After onExit or onError, or after close(), no
 * further call is made. A handler that throws ends the link with HANDLER_FAILED.
 */
export interface TerminalHandlers {
  /** First, and again when this reader fell so far behind that output was lost (`resumed` false). */
  onHello(hello: TerminalHello): void;
  onData(bytes: Uint8Array, offset: number): void;
  onResized(resized: TerminalResized): void;
  onExit(exit: TerminalExit): void;
  onError(error: TerminalLinkError): void;
  /** input() returned false before; now there is room again. */
  onInputDrained?(): void;
}

export interface TerminalLink {
  /** Queues keystrokes or a paste; false asks to wait for onInputDrained. */
  input(bytes: Uint8Array): boolean;
  resize(size: { cols: number; rows: number }): void;
  /** Output up to this absolute offset has been dealt with; without acks it stops after 128 KiB. */
  ack(offset: number): void;
  /** Leaves; the shell runs on. */
  close(): void;
}

export type TerminalLinkErrorCode =
  | "EXEC_FAILED"
  | "HELLO_TIMEOUT"
  | "PROTOCOL"
  | "CREDIT_EXCEEDED"
  | "INPUT_OVERFLOW"
  | "HANDLER_FAILED"
  | "LINK_LOST"
  /** The agent said so itself; its own code is in `agentCode`. */
  | "AGENT";

export class TerminalLinkError extends Error {
  override readonly name = "TerminalLinkError";
  constructor(
    readonly code: TerminalLinkErrorCode,
    /** For our logs only: text from inside the sandbox is the student's. */
    readonly detail: string,
    readonly agentCode?: string,
    options?: ErrorOptions,
  ) {
    super(`terminal link: ${code}`, options);
  }
}

const defaultHelloTimeoutMs = 10_000;
const ackStepBytes = 16 * 1024;
const inputHighWaterBytes = 256 * 1024;
const maxInputQueueBytes = 4 * 1024 * 1024;
const maxInputPieces = 32 * 1024;
const maxStderrBytes = 2048;

export async function attachTerminal(
  openExec: OpenExec,
  options: AttachOptions,
  handlers: TerminalHandlers,
): Promise<TerminalLink> {
  const cmd = [options.agentPath ?? "naru-agent", "attach", options.id];
  cmd.push("--cols", String(options.cols), "--rows", String(options.rows));
  if (options.from !== undefined) {
    cmd.push("--from", String(options.from));
    if (options.createdMs !== undefined) cmd.push("--epoch", String(options.createdMs));
  }
  let exec: ExecHandle;
  try {
    exec = await openExec(cmd);
  } catch (cause) {
    throw new TerminalLinkError("EXEC_FAILED", "cannot open exec", undefined, { cause });
  }
  return new ExecLink(exec, handlers, options.helloTimeoutMs ?? defaultHelloTimeoutMs);
}

class ExecLink implements TerminalLink {
  private readonly decoder = new FrameDecoder();
  private readonly helloTimer: NodeJS.Timeout;
  private isOver = false;
  private hasHello = false;
  private stderr = "";
  /** Absolute offset of the next output byte. */
  private position = 0;
  private acked = 0;
  private ackSent = 0;
  private nextSize: { cols: number; rows: number } | undefined;
  private inputQueue: Uint8Array[] = [];
  private queuedBytes = 0;
  private sentBytes = 0;
  private consumedBytes = 0;
  private isStdinFull = false;
  private wantsDrained = false;

  constructor(
    private readonly exec: ExecHandle,
    private readonly handlers: TerminalHandlers,
    helloTimeoutMs: number,
  ) {
    this.helloTimer = setTimeout(() => this.fail("HELLO_TIMEOUT", `${helloTimeoutMs} ms`), helloTimeoutMs);
    exec.stdin.on("drain", () => {
      this.isStdinFull = false;
      this.send();
    });
    exec.stdin.on("error", () => {
      // The reason, if any, comes on stdout, whose end tells the rest.
      this.isStdinFull = true;
    });
    exec.stdout.on("data", (chunk: Uint8Array) => this.receive(chunk));
    exec.stdout.on("error", (error) => this.fail("LINK_LOST", error.message));
    exec.stdout.on("end", () => this.fail("LINK_LOST", this.stderr || "output ended"));
    exec.stdout.on("close", () => this.fail("LINK_LOST", this.stderr || "output closed"));
    exec.stderr.on("data", (chunk: Uint8Array) => {
      this.stderr = (this.stderr + Buffer.from(chunk).toString("latin1")).slice(-maxStderrBytes);
    });
    exec.stderr.on("error", () => {});
    exec.exit.catch(() => {});
  }

  input(bytes: Uint8Array): boolean {
    if (this.isOver || bytes.length === 0) return !this.isOver;
    if (this.queuedBytes + bytes.length > maxInputQueueBytes || this.inputQueue.length >= maxInputPieces) {
      this.fail("INPUT_OVERFLOW", String(this.queuedBytes));
      return false;
    }
    this.inputQueue.push(bytes);
    this.queuedBytes += bytes.length;
    this.send();
    if (this.queuedBytes > inputHighWaterBytes) this.wantsDrained = true;
    return !this.wantsDrained;
  }

  resize(size: { cols: number; rows: number }): void {
    this.nextSize = { cols: clamp(size.cols, 2, 1000), rows: clamp(size.rows, 1, 500) };
    this.send();
  }

  ack(offset: number): void {
    if (!(offset > this.acked)) return;
    this.acked = Math.min(offset, this.position);
    if (this.acked - this.ackSent >= ackStepBytes) this.send();
  }

  close(): void {
    this.end();
  }

  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    clearTimeout(this.helloTimer);
    this.inputQueue = [];
    this.exec.stdin.end();
    this.exec.destroy();
    return true;
  }

  private fail(code: TerminalLinkErrorCode, detail: string, agentCode?: string): void {
    if (!this.end()) return;
    try {
      this.handlers.onError(new TerminalLinkError(code, detail, agentCode));
    } catch {
      // Nobody is left to be told.
    }
  }

  private receive(chunk: Uint8Array): void {
    if (this.isOver) return;
    try {
      for (const frame of this.decoder.push(chunk)) {
        this.handle(frame);
        if (this.isOver) return;
      }
    } catch (error) {
      if (error instanceof FrameError) this.fail("PROTOCOL", error.message);
      else this.fail("HANDLER_FAILED", error instanceof Error ? error.message : String(error));
    }
  }

  private handle(frame: HolderFrame): void {
    if (!this.hasHello && frame.type !== "hello" && frame.type !== "error") {
      this.fail("PROTOCOL", `${frame.type} before hello`);
      return;
    }
    switch (frame.type) {
      case "hello":
        clearTimeout(this.helloTimer);
        this.hasHello = true;
        this.position = this.acked = this.ackSent = frame.hello.from;
        this.handlers.onHello(frame.hello);
        this.send();
        return;
      case "data": {
        const offset = this.position;
        this.position += frame.bytes.length;
        // The holder knows of no ack that was not given here: more than this is not our holder.
        if (this.position > this.acked + outputWindowBytes) {
          this.fail("CREDIT_EXCEEDED", String(this.position - this.acked));
          return;
        }
        this.handlers.onData(frame.bytes, offset);
        return;
      }
      case "resized":
        this.handlers.onResized(frame.resized);
        return;
      case "inputConsumed":
        if (frame.totalBytes > this.sentBytes || frame.totalBytes < this.consumedBytes) {
          this.fail("PROTOCOL", "impossible count of input");
          return;
        }
        this.consumedBytes = frame.totalBytes;
        this.send();
        return;
      case "exit":
        if (this.end()) this.handlers.onExit(frame.exit);
        return;
      case "error":
        this.fail("AGENT", frame.code, frame.code);
    }
  }

  /**
   * Acks and sizes go before input. Input stays within the holder's queue: a paste that filled the
   * pipe would keep the acks behind it from arriving, and the program's output with them.
   */
  private send(): void {
    if (!this.hasHello) return;
    if (this.canWrite && this.acked - this.ackSent >= ackStepBytes) {
      this.ackSent = this.acked;
      this.write(toAckFrame(this.acked));
    }
    if (this.canWrite && this.nextSize) {
      const size = this.nextSize;
      this.nextSize = undefined;
      this.write(toResizeFrame(size));
    }
    while (this.canWrite && this.queuedBytes > 0) {
      const room = inputWindowBytes - (this.sentBytes - this.consumedBytes);
      if (room <= 0) break;
      const bytes = this.takeInput(Math.min(room, maxInputFrameBytes));
      this.sentBytes += bytes.length;
      this.write(toInputFrame(bytes));
    }
    if (this.wantsDrained && this.queuedBytes <= inputHighWaterBytes / 2 && !this.isOver) {
      this.wantsDrained = false;
      this.callDrained();
    }
  }

  private get canWrite(): boolean {
    return !this.isOver && !this.isStdinFull && this.exec.stdin.writable;
  }

  private write(frame: Uint8Array): void {
    if (!this.exec.stdin.write(frame)) this.isStdinFull = true;
  }

  private callDrained(): void {
    try {
      this.handlers.onInputDrained?.();
    } catch (error) {
      this.fail("HANDLER_FAILED", error instanceof Error ? error.message : String(error));
    }
  }

  /** Up to `max` bytes from the queue's head, small pieces joined. */
  private takeInput(max: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let taken = 0;
    while (taken < max) {
      const head = this.inputQueue[0];
      if (!head) break;
      const n = Math.min(head.length, max - taken);
      parts.push(head.subarray(0, n));
      taken += n;
      if (n === head.length) this.inputQueue.shift();
      else this.inputQueue[0] = head.subarray(n);
    }
    this.queuedBytes -= taken;
    return Buffer.concat(parts);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.trunc(value))) : low;
}
