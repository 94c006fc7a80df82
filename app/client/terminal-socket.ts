import { type ErrorCode, type ErrorParams, PASSING_ERRORS } from "@/lib/shared/errors";
import type { TerminalClientMessage, TerminalServerMessage } from "@/lib/shared/wire";
import { Reconnect } from "./reconnect";
import { FINAL_REFUSALS, RemoteError, toRetryMs } from "./remote-error";
import { isFinalClose } from "./socket-url";
import { type GetTicket, openTicketedSocket } from "./ticketed-socket";

export type TerminalState =
  | { kind: "connecting" }
  | { kind: "open" }
  | { kind: "reconnecting" }
  | { kind: "exited"; code: number | null }
  | { kind: "closed"; error: { code: ErrorCode; params: ErrorParams; requestId: string } | null };

/** What the socket needs of a screen; the widget gives it. Writes are done in order and each calls back once processed. */
export interface TerminalScreen {
  write(bytes: Uint8Array, done: () => void): void;
  replace(cols: number, rows: number, screen: string, done: () => void): void;
  resize(cols: number, rows: number): void;
}

interface Options {
  sandbox: string;
  terminal: string;
  size: { cols: number; rows: number };
  screen: TerminalScreen;
  onState: (state: TerminalState) => void;
  /** Something was typed while nobody listened. */
  onInputDropped: () => void;
  getTicket?: GetTicket;
}

const ACK_BYTES = 32 * 1024;
const ACK_IDLE_MS = 50;
/** What is typed before the first screen waits for it, up to this: some lines, no paste of a file. */
const EARLY_INPUT_BYTES = 4 * 1024;

/**
 * One terminal's transport. Offsets are absolute: what the server counted plus the bytes since. An ack says how far the
 * screen has drawn, which is the server's credit; after a drop the stream goes on from there, or the server sends a whole screen.
 */
export class TerminalSocket {
  #socket: WebSocket | null = null;
  #state: TerminalState = { kind: "connecting" };
  /** Absolute offset of what arrived and of what the screen has drawn; null before the first answer. */
  #received: number | null = null;
  #processed: number | null = null;
  /** Which shell of this terminal the offsets belong to. */
  #epoch = 0;
  #acked = 0;
  /** Counts streams: a write of an earlier one says nothing about this one's offsets. */
  #stream = 0;
  #ackTimer: ReturnType<typeof setTimeout> | null = null;
  #pendingWrites = 0;
  /** Typed while the shell was on its way, in order. */
  #early: Uint8Array<ArrayBuffer>[] = [];
  #whenDrawn: (() => void) | null = null;
  #size: { cols: number; rows: number };
  #isDisposed = false;
  #isObeying = false;
  #giveUp: () => void = () => {};
  readonly #reconnect = new Reconnect(() => this.#open());

  constructor(private readonly options: Options) {
    this.#size = options.size;
  }

  connect(): void {
    this.#open();
  }

  sendInput(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#state.kind === "open" && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes);
    else if (this.#state.kind === "exited") {
      if (bytes.includes(0x0d)) this.openNewShell();
    } else if (this.#state.kind !== "connecting" || !this.#keepForShell(bytes)) this.options.onInputDropped();
  }

  /** Only before anything was shown: what is typed onto a screen that stands still may mean another one by the time it goes. */
  #keepForShell(bytes: Uint8Array<ArrayBuffer>): boolean {
    const kept = this.#early.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (kept + bytes.byteLength > EARLY_INPUT_BYTES) return false;
    this.#early.push(bytes);
    return true;
  }

  resize(cols: number, rows: number): void {
    // a size the server asked the screen for is not the one this page has room for
    if (this.#isObeying) return;
    if (cols === this.#size.cols && rows === this.#size.rows) return;
    this.#size = { cols, rows };
    if (this.#state.kind === "open") this.#send({ type: "resize", cols, rows });
  }

  /** After the shell's exit: the same terminal with a fresh shell and an empty screen. */
  openNewShell(): void {
    const old = this.#socket;
    this.#socket = null;
    old?.close(1000);
    this.#received = null;
    this.#processed = null;
    this.#setState({ kind: "connecting" });
    this.#open();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#early = [];
    this.#giveUp();
    this.#reconnect.dispose();
    if (this.#ackTimer) clearTimeout(this.#ackTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #open(): void {
    if (this.#isDisposed) return;
    const { sandbox, terminal, getTicket } = this.options;
    this.#giveUp();
    this.#giveUp = openTicketedSocket({
      request: { kind: "terminal", sandbox },
      params: { terminal },
      getTicket,
      onSocket: (socket) => this.#use(socket),
      onFailed: (error) => this.#refused(error),
    });
  }

  #refused(error: unknown): void {
    if (error instanceof RemoteError && FINAL_REFUSALS.has(error.code)) {
      const { code, params, requestId } = error;
      return this.#setState({ kind: "closed", error: { code, params, requestId } });
    }
    this.#setState({ kind: "reconnecting" });
    this.#reconnect.schedule(toRetryMs(error));
  }

  #use(socket: WebSocket): void {
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => {
      // Bytes still in the screen's queue will be drawn: only then is `processed` where the stream must go on.
      this.#afterDrawing(() => {
        if (this.#socket !== socket) return;
        const from = this.#processed === null ? null : { offset: this.#processed, epoch: this.#epoch };
        this.#send({ type: "open", ...this.#size, from });
      });
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      if (event.data instanceof ArrayBuffer) this.#draw(new Uint8Array(event.data));
      else if (typeof event.data === "string") this.#obey(event.data);
    };
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (this.#state.kind === "exited" || this.#state.kind === "closed") return;
      if (isFinalClose(event.code)) return this.#setState({ kind: "closed", error: null });
      this.#setState({ kind: "reconnecting" });
      this.#reconnect.schedule();
    };
  }

  #obey(data: string): void {
    const message = parseServerMessage(data);
    switch (message?.type) {
      case "resumed":
        this.#start(message.offset, message.epoch);
        return;
      case "screen":
        this.#start(message.offset, message.epoch);
        this.#pendingWrites++;
        this.#isObeying = true;
        this.options.screen.replace(message.cols, message.rows, message.screen, this.#drawnTo(message.offset));
        this.#isObeying = false;
        // The screen came at the size it was left with; ours may differ.
        if (message.cols !== this.#size.cols || message.rows !== this.#size.rows) {
          this.options.screen.resize(this.#size.cols, this.#size.rows);
          this.#send({ type: "resize", ...this.#size });
        }
        return;
      case "resized":
        this.#isObeying = true;
        this.options.screen.resize(message.cols, message.rows);
        this.#isObeying = false;
        return;
      case "exit":
        this.#setState({ kind: "exited", code: message.code });
        return;
      case "error":
        // the close that follows leads to another try
        if (PASSING_ERRORS.has(message.code)) return;
        this.#setState({
          kind: "closed",
          error: { code: message.code, params: message.params, requestId: message.requestId },
        });
        return;
    }
  }

  #start(offset: number, epoch: number): void {
    this.#epoch = epoch;
    this.#stream++;
    this.#received = offset;
    this.#processed = offset;
    this.#acked = offset;
    this.#reconnect.succeeded();
    this.#setState({ kind: "open" });
  }

  #draw(bytes: Uint8Array): void {
    // Before `resumed` or `screen` nobody knows where these bytes belong.
    if (this.#received === null || this.#state.kind === "reconnecting") return;
    const end = this.#received + bytes.byteLength;
    this.#received = end;
    this.#pendingWrites++;
    this.options.screen.write(bytes, this.#drawnTo(end));
  }

  #drawnTo(offset: number): () => void {
    const stream = this.#stream;
    return () => {
      if (stream === this.#stream) this.#processed = offset;
      this.#drawn();
    };
  }

  #drawn(): void {
    this.#pendingWrites--;
    if (this.#pendingWrites === 0) {
      const whenDrawn = this.#whenDrawn;
      this.#whenDrawn = null;
      whenDrawn?.();
    }
    if (this.#state.kind !== "open" || this.#processed === null) return;
    if (this.#processed - this.#acked >= ACK_BYTES) this.#ack();
    else this.#ackTimer ??= setTimeout(() => this.#ack(), ACK_IDLE_MS);
  }

  #ack(): void {
    if (this.#ackTimer) clearTimeout(this.#ackTimer);
    this.#ackTimer = null;
    if (this.#processed === null || this.#processed === this.#acked || this.#state.kind !== "open") return;
    this.#acked = this.#processed;
    this.#send({ type: "ack", offset: this.#processed });
  }

  #afterDrawing(run: () => void): void {
    if (this.#pendingWrites === 0) run();
    else this.#whenDrawn = run;
  }

  #send(message: TerminalClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #setState(state: TerminalState): void {
    this.#state = state;
    this.options.onState(state);
    if (state.kind === "connecting" || this.#early.length === 0) return;
    const early = this.#early;
    this.#early = [];
    if (state.kind === "open") for (const bytes of early) this.sendInput(bytes);
    else this.options.onInputDropped();
  }
}

function parseServerMessage(data: string): TerminalServerMessage | null {
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === "object" && message !== null && "type" in message
      ? (message as TerminalServerMessage)
      : null;
  } catch {
    return null;
  }
}
