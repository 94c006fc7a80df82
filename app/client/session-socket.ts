import { CLOSE } from "@/lib/shared/close-codes";
import { NaruError } from "@/lib/shared/errors";
import type { FileContent, FileListing, SessionClientMessage, SessionServerMessage } from "@/lib/shared/wire";
import { Reconnect } from "./reconnect";
import { FINAL_REFUSALS, OfflineError, RemoteError, toRetryMs } from "./remote-error";
import { isFinalClose } from "./socket-url";
import { type GetTicket, openTicketedSocket } from "./ticketed-socket";

type FilesMessage = Extract<SessionClientMessage, { request: number }>;
type FilesRequest = FilesMessage extends infer M ? (M extends FilesMessage ? Omit<M, "request"> : never) : never;
type Pushed = Exclude<SessionServerMessage, { type: "reply" } | { type: "reply.error" }>;

export type ConnectionState = "off" | "connecting" | "online" | "offline" | "closed";

const REPLY_TIMEOUT_MS = 20_000;

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** The lesson's live channel: pushes come to `onMessage`, file work goes as numbered requests. Comes back by itself after a drop. */
export class SessionSocket {
  #socket: WebSocket | null = null;
  #state: ConnectionState = "off";
  #nextRequest = 1;
  readonly #waiting = new Map<number, Waiting>();
  #giveUp: () => void = () => {};
  readonly #reconnect = new Reconnect(() => this.#open());

  constructor(
    private readonly options: {
      lesson: string;
      onMessage: (message: Pushed) => void;
      onState: (state: ConnectionState, closeCode: number | null) => void;
      getTicket?: GetTicket;
    },
  ) {}

  connect(): void {
    if (this.#state === "off" || this.#state === "closed") this.#open();
  }

  /** Told again after every reconnect by whoever needs it; a drop loses it. */
  send(message: Extract<SessionClientMessage, { type: "step" | "locale" }>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  listFiles(): Promise<FileListing> {
    return this.#request({ type: "files.list" }) as Promise<FileListing>;
  }
  readFile(path: string): Promise<FileContent> {
    return this.#request({ type: "files.read", path }) as Promise<FileContent>;
  }
  writeFile(path: string, content: string, ifVersion: string | null): Promise<{ version: string }> {
    return this.#request({ type: "files.write", path, content, ifVersion }) as Promise<{ version: string }>;
  }
  async createFile(path: string, directory: boolean): Promise<void> {
    await this.#request({ type: "files.create", path, directory });
  }
  async renameFile(path: string, to: string): Promise<void> {
    await this.#request({ type: "files.rename", path, to });
  }
  async removeFile(path: string): Promise<void> {
    await this.#request({ type: "files.remove", path });
  }

  dispose(): void {
    this.#giveUp();
    this.#reconnect.dispose();
    this.#rejectAll();
    const socket = this.#socket;
    this.#socket = null;
    this.#state = "off";
    socket?.close(1000);
  }

  #open(): void {
    this.#setState(this.#state === "offline" ? "offline" : "connecting", null);
    const { lesson, getTicket } = this.options;
    this.#giveUp();
    this.#giveUp = openTicketedSocket({
      request: { kind: "session", lesson },
      getTicket,
      onSocket: (socket) => this.#use(socket),
      onFailed: (error) => this.#refused(error),
    });
  }

  #refused(error: unknown): void {
    if (!(error instanceof RemoteError && FINAL_REFUSALS.has(error.code))) {
      this.#setState("offline", null);
      return this.#reconnect.schedule(toRetryMs(error));
    }
    const { code, params, requestId } = error;
    if (code !== "UNAUTHENTICATED") this.options.onMessage({ type: "error", code, params, requestId });
    this.#setState("closed", code === "UNAUTHENTICATED" ? CLOSE.unauthenticated : CLOSE.notFound);
  }

  #use(socket: WebSocket): void {
    this.#socket = socket;
    socket.onopen = () => {
      this.#reconnect.succeeded();
      this.#setState("online", null);
    };
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#rejectAll();
      // A session socket outlives sandboxes: 4410 here only means that the server wants a fresh look.
      if (isFinalClose(event.code) && event.code !== CLOSE.ended) return this.#setState("closed", event.code);
      this.#setState("offline", event.code);
      this.#reconnect.schedule();
    };
  }

  #receive(data: unknown): void {
    if (typeof data !== "string") return;
    const message = parseServerMessage(data);
    if (!message) return;
    if (message.type !== "reply" && message.type !== "reply.error") return this.options.onMessage(message);
    const waiting = this.#waiting.get(message.request);
    if (!waiting) return;
    this.#waiting.delete(message.request);
    clearTimeout(waiting.timer);
    if (message.type === "reply") waiting.resolve(message.result);
    else waiting.reject(new RemoteError(message.code, message.params, message.requestId));
  }

  #request(message: FilesRequest): Promise<unknown> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new OfflineError("not connected"));
    const request = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(request);
        reject(new NaruError("ENGINE_TIMEOUT"));
      }, REPLY_TIMEOUT_MS);
      this.#waiting.set(request, { resolve, reject, timer });
      socket.send(JSON.stringify({ ...message, request }));
    });
  }

  #rejectAll(): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new OfflineError("connection lost"));
    }
    this.#waiting.clear();
  }

  #setState(state: ConnectionState, closeCode: number | null): void {
    this.#state = state;
    this.options.onState(state, closeCode);
  }
}

/** Our own server of the same release speaks here: the shape is trusted once it is JSON with a type. */
function parseServerMessage(data: string): SessionServerMessage | null {
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === "object" && message !== null && "type" in message
      ? (message as SessionServerMessage)
      : null;
  } catch {
    return null;
  }
}
