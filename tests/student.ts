import { WebSocket } from "ws";
import type { AttemptView } from "@/lib/shared/lesson-view";
import type { Locale } from "@/lib/shared/locale";
import type { SandboxView } from "@/lib/shared/sandbox-view";
import type { SessionServerMessage, TerminalServerMessage, TicketRequest } from "@/lib/shared/wire";

/** Longest wait for any answer of the server. */
const ANSWER_TIMEOUT_MS = 60_000;

let nextAddress = 0;

/** A student who speaks to a running server as a browser does: HTTP with a cookie, and both sockets. */
export class Student {
  #cookie = "";
  /** Where a proxy before the site would say they come from: limits are by address. */
  readonly #address = `198.51.100.${(nextAddress++ % 254) + 1}`;

  constructor(readonly baseUrl: string) {}

  static async arrive(baseUrl: string, locale: Locale = "en"): Promise<Student> {
    const student = new Student(baseUrl);
    await student.call("POST", "/api/session", { locale });
    return student;
  }

  get cookie(): string {
    return this.#cookie;
  }

  /** Answers with the parsed body whatever the status. */
  async send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      headers: {
        origin: this.baseUrl,
        cookie: this.#cookie,
        "x-forwarded-for": this.#address,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const setCookie = response.headers.get("set-cookie");
    if (setCookie) this.#cookie = setCookie.split(";", 1)[0] ?? "";
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  }

  /** @throws Error with the code when the status is not 2xx. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** Loads a page as a browser does, without what the page asks for afterwards; answers its status. */
  async openPage(path: string): Promise<number> {
    const response = await fetch(new URL(path, this.baseUrl), {
      headers: { accept: "text/html", cookie: this.#cookie },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  }

  startSandbox(lesson: string): Promise<{ sandbox: SandboxView }> {
    return this.call("POST", "/api/sandboxes", { lesson });
  }

  stopSandbox(id: string): Promise<unknown> {
    return this.call("POST", `/api/sandboxes/${id}/stop`);
  }

  startAttempt(lesson: string): Promise<AttemptView> {
    return this.call("POST", "/api/attempts", { lesson });
  }

  /** A terminal that comes back by itself after a drop, over the site or over another address of it. */
  openLastingTerminal(sandboxId: string, terminal = "t1", address = this.baseUrl): LastingTerminal {
    const path = `/ws/terminal?sandbox=${sandboxId}&terminal=${terminal}`;
    return new LastingTerminal(
      (options) => new TerminalConnection(this.#open(path, { kind: "terminal", sandbox: sandboxId }, address), options),
    );
  }

  openSession(lesson: string): SessionConnection {
    const path = `/ws/session?lesson=${encodeURIComponent(lesson)}`;
    return new SessionConnection(this.#open(path, { kind: "session", lesson }));
  }

  openTerminal(sandboxId: string, terminal = "t1", options: TerminalOptions = {}): TerminalConnection {
    const path = `/ws/terminal?sandbox=${sandboxId}&terminal=${terminal}`;
    return new TerminalConnection(this.#open(path, { kind: "terminal", sandbox: sandboxId }), options);
  }

  /** Leave to open one socket, once. */
  async getTicket(wanted: TicketRequest): Promise<string> {
    return (await this.call<{ ticket: string }>("POST", "/api/tickets", wanted)).ticket;
  }

  #open(path: string, wanted: TicketRequest, address = this.baseUrl): WebSocket {
    return new WebSocket(new URL(path, address.replace(/^http/, "ws")), {
      headers: { origin: address, cookie: this.#cookie, "x-forwarded-for": this.#address },
      // the handshake leaves once the ticket is there
      finishRequest: (request) => {
        this.getTicket(wanted).then(
          (ticket) => {
            request.path += `&ticket=${ticket}`;
            request.end();
          },
          (error) => request.destroy(error),
        );
      },
    });
  }
}

/** Messages kept in order, with a wait for the first that satisfies a condition, whether it came already or comes later. */
class Inbox<T> {
  readonly items: T[] = [];
  readonly #waiting = new Set<() => void>();
  #end: Error | undefined;

  push(item: T): void {
    this.items.push(item);
    for (const look of this.#waiting) look();
  }

  fail(error: Error): void {
    this.#end ??= error;
    for (const look of this.#waiting) look();
  }

  find(what: string, matches: (item: T) => boolean, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const look = () => {
        const found = this.items.find(matches);
        if (found === undefined && !this.#end) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        if (found === undefined) reject(this.#end);
        else resolve(found);
      };
      this.#waiting.add(look);
      timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`no ${what} within ${timeoutMs} ms`));
      }, timeoutMs);
      look();
    });
  }
}

export class SessionConnection {
  readonly inbox = new Inbox<SessionServerMessage>();
  readonly closed: Promise<number>;
  #request = 0;

  constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("message", (data) => this.inbox.push(JSON.parse(String(data))));
    socket.on("error", (error) => this.inbox.fail(error));
    socket.on("close", (code) => this.inbox.fail(new Error(`session socket closed with ${code}`)));
  }

  /** Of who waits and gets a warm sandbox it is another one, made theirs later. */
  async waitForSandbox(state: SandboxView["state"], id: string, timeoutMs = 60_000): Promise<SandboxView> {
    const waitedSince = () =>
      this.inbox.items.flatMap((item) =>
        item.type === "sandbox" && item.sandbox?.id === id && item.sandbox.state === "queued"
          ? item.sandbox.createdAt
          : [],
      )[0];
    const message = await this.inbox.find(
      `sandbox ${state}`,
      (item) =>
        item.type === "sandbox" &&
        item.sandbox !== null &&
        (item.sandbox.id === id || item.sandbox.createdAt > (waitedSince() ?? "9999")) &&
        (item.sandbox.state === state || item.sandbox.state === "failed"),
      timeoutMs,
    );
    if (message.type !== "sandbox" || message.sandbox?.state !== state)
      throw new Error(`sandbox is ${JSON.stringify(message)}`);
    return message.sandbox;
  }

  get isClosed(): boolean {
    return this.socket.readyState === WebSocket.CLOSED;
  }

  waitForPass(checkId: string, timeoutMs = 30_000): Promise<SessionServerMessage> {
    return this.inbox.find(
      `pass of ${checkId}`,
      (item) => item.type === "check" && item.check.checkId === checkId && item.check.status === "passed",
      timeoutMs,
    );
  }

  /** Asks the files of the editor. @throws Error with the code. */
  async askFiles(message: Record<string, unknown>, timeoutMs = 10_000): Promise<unknown> {
    this.#request += 1;
    const request = this.#request;
    this.socket.send(JSON.stringify({ ...message, request }));
    const reply = await this.inbox.find(
      `reply to ${String(message.type)}`,
      (item) => (item.type === "reply" || item.type === "reply.error") && item.request === request,
      timeoutMs,
    );
    if (reply.type === "reply.error") throw new Error(reply.code);
    return reply.type === "reply" ? reply.result : undefined;
  }

  close(): void {
    this.socket.terminate();
  }
}

/** What a connection remembers of its output. */
const KEPT_CHARS = 4 * 1024 * 1024;

interface TerminalOptions {
  cols?: number;
  rows?: number;
  /** Where an earlier connection got to. */
  from?: TerminalPosition | null;
  isAcking?: boolean;
  /** The shell's own bytes, without the screens a connection begins with. */
  onBytes?: (bytes: Buffer) => void;
}

interface TerminalPosition {
  offset: number;
  epoch: number;
}

export class TerminalConnection {
  readonly inbox = new Inbox<TerminalServerMessage>();
  readonly opened: Promise<void>;
  readonly closed: Promise<number>;
  readonly #watchers = new Set<() => void>();
  #offset = 0;
  #epoch = 0;
  #text = "";
  #forgotten = 0;

  constructor(
    readonly socket: WebSocket,
    { cols = 80, rows = 24, from = null, isAcking = true, onBytes }: TerminalOptions = {},
  ) {
    this.opened = new Promise((resolve, reject) => {
      socket.once("open", () => {
        socket.send(JSON.stringify({ type: "open", cols, rows, from }));
        resolve();
      });
      socket.once("error", reject);
    });
    this.opened.catch(() => undefined);
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("message", (data, isBinary) => {
      if (isBinary) {
        const bytes = data as Buffer;
        this.#offset += bytes.length;
        onBytes?.(bytes);
        this.#append(bytes.toString("latin1"));
        if (isAcking) socket.send(JSON.stringify({ type: "ack", offset: this.#offset }));
      } else {
        const message: TerminalServerMessage = JSON.parse(String(data));
        if (message.type === "screen" || message.type === "resumed") {
          this.#offset = message.offset;
          this.#epoch = message.epoch;
        }
        if (message.type === "screen") this.#append(message.screen);
        this.inbox.push(message);
      }
      for (const look of this.#watchers) look();
    });
    socket.on("error", (error) => this.inbox.fail(error));
    socket.on("close", (code) => {
      this.inbox.fail(new Error(`terminal socket closed with ${code}`));
      for (const look of this.#watchers) look();
    });
  }

  /** The last megabytes of output as latin1, the screens it began with included. */
  get text(): string {
    return this.#text;
  }

  /** How much output there has been, as `since` counts it. */
  get end(): number {
    return this.#forgotten + this.#text.length;
  }

  #append(text: string): void {
    this.#text += text;
    if (this.#text.length <= 2 * KEPT_CHARS) return;
    this.#forgotten += this.#text.length - KEPT_CHARS;
    this.#text = this.#text.slice(-KEPT_CHARS);
  }

  /** Where the stream goes on after what has arrived. */
  get position(): TerminalPosition {
    return { offset: this.#offset, epoch: this.#epoch };
  }

  /** Waits until the shell is there: what is typed earlier reaches nobody. */
  async waitForStream(timeoutMs = 20_000): Promise<void> {
    await this.inbox.find("stream", ({ type }) => type === "screen" || type === "resumed", timeoutMs);
  }

  type(text: string): void {
    this.socket.send(Buffer.from(text, "utf8"), { binary: true });
  }

  get isClosed(): boolean {
    return this.socket.readyState === WebSocket.CLOSED;
  }

  /** Drops the text so far: what is waited for next is what comes from now on. */
  forget(): void {
    this.#forgotten += this.#text.length;
    this.#text = "";
  }

  /** Waits until output after `since`, an earlier `end`, matches. Rejects at the end of `timeoutMs` or of the socket. */
  waitFor(pattern: RegExp | string, { since = 0, timeoutMs = 20_000 } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const rest = this.#text.slice(Math.max(0, since - this.#forgotten));
        const isThere = typeof pattern === "string" ? rest.includes(pattern) : pattern.test(rest);
        if (!isThere && this.socket.readyState !== WebSocket.CLOSED) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        if (isThere) resolve();
        else reject(new Error(`the terminal's socket closed before ${pattern} came`));
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`no ${pattern} within ${timeoutMs} ms; the end is ${JSON.stringify(this.#text.slice(-300))}`));
      }, timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  /** Runs a command and waits for its end. Its echo does not count: what is waited for stands only in the output. */
  async run(command: string, timeoutMs = 60_000): Promise<string> {
    await this.waitForStream();
    const since = this.end;
    const mark = `done-${since}-${Date.now()}`;
    this.type(`${command}; echo "${mark.slice(0, 5)}""${mark.slice(5)}"\r`);
    await this.waitFor(mark, { since, timeoutMs });
    return this.#text.slice(Math.max(0, since - this.#forgotten));
  }

  close(): void {
    this.socket.terminate();
  }
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 1_000;

/** A terminal as the page keeps it: after a drop it goes on where it was, and it knows when it could not. */
export class LastingTerminal {
  /** Screens got in place of output that was no longer there: 1 for the first connection, 0 more when nothing was lost. */
  screens = 0;
  /** Connections that reached the shell. */
  connections = 0;
  /** Codes the connections were closed with. */
  readonly closeCodes: number[] = [];
  readonly #changed = new Set<() => void>();
  readonly #chunks: Buffer[] = [];
  #connection: TerminalConnection;
  #retryMs = FIRST_RETRY_MS;
  #isClosed = false;

  constructor(private readonly connect: (options: TerminalOptions) => TerminalConnection) {
    this.#connection = this.#open(null);
  }

  get connection(): TerminalConnection {
    return this.#connection;
  }

  /** Every byte of the shell since the first screen, each once and in order. */
  get bytes(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks.splice(0, this.#chunks.length, all);
    return all;
  }

  type(text: string): void {
    this.#connection.type(text);
  }

  until(what: string, isMet: () => boolean, timeoutMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!isMet()) return;
        clearTimeout(timer);
        this.#changed.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#changed.delete(look);
        const end = JSON.stringify(this.bytes.subarray(-300).toString("latin1"));
        reject(new Error(`no ${what} within ${timeoutMs} ms; closed ${this.closeCodes}; the end is ${end}`));
      }, timeoutMs);
      this.#changed.add(look);
      look();
    });
  }

  /** The next connection after `count` that reached the shell. */
  waitForConnection(count = 0, timeoutMs = 30_000): Promise<void> {
    return this.until(`connection ${count + 1}`, () => this.connections > count, timeoutMs);
  }

  waitForText(text: string, timeoutMs?: number): Promise<void> {
    return this.until(JSON.stringify(text), () => this.bytes.includes(text), timeoutMs);
  }

  close(): void {
    this.#isClosed = true;
    this.#connection.close();
  }

  #open(from: TerminalPosition | null): TerminalConnection {
    const connection = this.connect({
      from,
      onBytes: (bytes) => {
        this.#chunks.push(bytes);
      },
    });
    const tell = () => {
      for (const look of this.#changed) look();
    };
    let last = from;
    connection.waitForStream(30_000).then(
      () => {
        this.connections += 1;
        this.#retryMs = FIRST_RETRY_MS;
        if (connection.inbox.items.some(({ type }) => type === "screen")) this.screens += 1;
        tell();
      },
      () => undefined,
    );
    connection.socket.on("message", () => {
      last = connection.position.epoch > 0 ? connection.position : from;
      tell();
    });
    connection.socket.once("close", (code) => {
      this.closeCodes.push(code);
      tell();
      if (this.#isClosed) return;
      setTimeout(() => {
        if (!this.#isClosed) this.#connection = this.#open(last);
      }, this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
    });
    return connection;
  }
}
