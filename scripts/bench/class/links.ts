import { pause } from "@/lib/docker/deadline";
import { CLOSE } from "@/lib/shared/close-codes";
import type { SessionConnection, Student, TerminalConnection } from "@/tests/student";
import { ClassFailure } from "./failures";
import type { ClassFigures } from "./figures";
import type { Chance } from "./random";

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
const MAX_TRIES = 12;
const OPEN_TIMEOUT_MS = 20_000;
/** Codes after which a browser doesn't come back either. */
const FINAL: ReadonlySet<number> = new Set([CLOSE.unauthenticated, CLOSE.notFound, CLOSE.ended, CLOSE.policy, 1000]);

export interface Links {
  session: SessionConnection;
  terminal: TerminalConnection;
}

/** Both sockets of one student: opened, dropped on purpose, and opened again as a browser does when they drop by themselves. */
export class StudentLinks {
  #session: SessionConnection | undefined;
  #terminal: TerminalConnection | undefined;
  #sandboxId: string | undefined;
  #opening: Promise<Links> | undefined;
  /** Sockets closed by us: their end is no failure. */
  readonly #dropped = new WeakSet<object>();
  #isOver = false;

  constructor(
    private readonly student: Student,
    private readonly lesson: string,
    private readonly figures: ClassFigures,
    private readonly chance: Chance,
    private readonly signal: AbortSignal,
  ) {}

  /** The lesson's own socket, before there is a sandbox. @throws when the server does not answer on it. */
  async openSession(): Promise<SessionConnection> {
    const session = this.student.openSession(this.lesson);
    this.#watch("session", session);
    this.#session = session;
    await session.inbox.find("attempt", ({ type }) => type === "attempt", OPEN_TIMEOUT_MS);
    return session;
  }

  /** @throws when the shell does not appear. */
  async openTerminal(sandboxId: string): Promise<TerminalConnection> {
    this.#sandboxId = sandboxId;
    const from = this.#terminal?.position ?? null;
    const terminal = this.student.openTerminal(sandboxId, "t1", { cols: 120, rows: 30, from });
    this.#watch("terminal", terminal);
    await terminal.waitForStream(OPEN_TIMEOUT_MS);
    this.#terminal = terminal;
    return terminal;
  }

  /** Both, open; opened again first when they have dropped. @throws ClassFailure when they stay away. */
  async both(): Promise<Links> {
    const [session, terminal] = [this.#session, this.#terminal];
    if (session && terminal && !session.isClosed && !terminal.isClosed) return { session, terminal };
    this.#opening ??= this.#reopen().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  drop(): void {
    for (const link of [this.#session, this.#terminal]) {
      if (!link) continue;
      this.#dropped.add(link);
      link.close();
    }
  }

  /** For good. */
  close(): void {
    this.#isOver = true;
    this.drop();
  }

  async #reopen(): Promise<Links> {
    const startedAt = performance.now();
    let retryMs = FIRST_RETRY_MS;
    for (let tries = 1; ; tries += 1) {
      try {
        const session = this.#session && !this.#session.isClosed ? this.#session : await this.openSession();
        const terminal =
          this.#terminal && !this.#terminal.isClosed ? this.#terminal : await this.openTerminal(this.#sandboxId ?? "");
        this.figures.reconnectMs.push(performance.now() - startedAt);
        return { session, terminal };
      } catch (error) {
        if (this.#isOver || this.signal.aborted) throw error;
        if (tries >= MAX_TRIES) throw new ClassFailure("reconnect given up", String(error), { cause: error });
        await pause(this.chance.between(retryMs / 2, retryMs), this.signal);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  #watch(name: string, link: SessionConnection | TerminalConnection): void {
    let refusal = "";
    link.socket.on("error", (error) => {
      refusal ||= error.message;
    });
    void link.closed.then((code) => {
      if (this.#isOver || this.#dropped.has(link) || this.signal.aborted) return;
      const told = link.inbox.items.findLast(({ type }) => type === "error");
      const why = told && "code" in told ? ` ${String(told.code)}` : "";
      const status = /Unexpected server response: (\d+)/.exec(refusal)?.[1];
      this.figures.failures.add(
        status ? `${name} socket refused:HTTP ${status}` : `${name} socket closed:${code}${why}`,
        refusal,
      );
      if (FINAL.has(code)) this.#isOver = true;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }
}
