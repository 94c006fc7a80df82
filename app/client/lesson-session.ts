import { CLOSE } from "@/lib/shared/close-codes";
import type { AttemptView, CheckProgress } from "@/lib/shared/lesson-view";
import type { Locale } from "@/lib/shared/locale";
import type { Notice } from "@/lib/shared/notice";
import type { SandboxView } from "@/lib/shared/sandbox-view";
import { type Api, api as realApi, type SessionUser } from "./api";
import { type Failure, RemoteError, toFailure } from "./remote-error";
import { type ConnectionState, SessionSocket } from "./session-socket";

export type SandboxVerb = "start" | "extend" | "reset" | "stop";

export interface LessonState {
  /** undefined until the first answer. */
  user: SessionUser | null | undefined;
  connection: ConnectionState;
  attempt: AttemptView | null;
  sandbox: SandboxView | null;
  /** Whether the server has said anything about the sandbox yet. */
  isSandboxKnown: boolean;
  /** Server's clock minus ours, so that countdowns are right on a wrong clock. */
  clockSkewMs: number;
  busy: SandboxVerb | null;
  /** Lesson whose sandbox must end first. */
  elsewhere: { lesson: string; isCompleted: boolean } | null;
  failure: Failure | null;
  /** What the running sandbox had to say last. */
  notice: Notice | null;
  /** Checks being asked about by hand. */
  checking: readonly string[];
}

/** Before anything was asked. */
export const INITIAL_STATE: LessonState = {
  user: undefined,
  connection: "off",
  attempt: null,
  sandbox: null,
  isSandboxKnown: false,
  clockSkewMs: 0,
  busy: null,
  elsewhere: null,
  failure: null,
  notice: null,
  checking: [],
};

type FilesListener = (paths: string[] | null) => void;

/**
 * One student in one lesson: who they are, their attempt, their sandbox, live. No React and no language in it,
 * so it lives through a switch of language; components read it by `subscribe` and `getState`.
 */
export class LessonSession {
  #state = INITIAL_STATE;
  #step: string | null = null;
  #locale: Locale;
  #isDisposed = false;
  /** The last answer to each check given while one before it was on its way. */
  readonly #nextAnswers = new Map<string, string | string[]>();
  readonly #listeners = new Set<() => void>();
  readonly #filesListeners = new Set<FilesListener>();
  readonly #checkListeners = new Set<(check: CheckProgress, before: CheckProgress | undefined) => void>();
  readonly files: SessionSocket;

  constructor(
    readonly lesson: string,
    locale: Locale,
    private readonly api: Api = realApi,
  ) {
    this.#locale = locale;
    this.files = new SessionSocket({
      lesson,
      getTicket: (request) => this.api.getTicket(request),
      onState: (connection, closeCode) => this.#connectionChanged(connection, closeCode),
      onMessage: (message) => {
        switch (message.type) {
          case "sandbox":
            this.#set({ clockSkewMs: Date.parse(message.serverTime) - Date.now() });
            this.#takeSandbox(message.sandbox);
            return;
          case "attempt":
            this.#set({ attempt: message.attempt });
            return;
          case "check":
            this.#takeCheck(message.check, message.points, message.completedAt);
            return;
          case "files.changed":
            for (const listener of this.#filesListeners) listener(message.paths);
            return;
          case "notice":
            if (message.sandboxId === this.#state.sandbox?.id) this.#set({ notice: message.notice });
            return;
          case "error":
            this.#set({ failure: { code: message.code, params: message.params, requestId: message.requestId } });
        }
      },
    });
  }

  readonly getState = (): LessonState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly onFilesChanged = (listener: FilesListener): (() => void) => {
    this.#filesListeners.add(listener);
    return () => this.#filesListeners.delete(listener);
  };

  /** A check's outcome changed, with what it was before: for what is read aloud. */
  readonly onCheck = (listener: (check: CheckProgress, before: CheckProgress | undefined) => void): (() => void) => {
    this.#checkListeners.add(listener);
    return () => this.#checkListeners.delete(listener);
  };

  /** Looks who is here; a known student gets attempt and live channel, an unknown one nothing yet. */
  async open(): Promise<void> {
    try {
      const { user } = await this.api.getSession();
      this.#set({ user });
      if (user) await this.#enter();
      else this.#set({ isSandboxKnown: true });
    } catch (error) {
      this.#set({ user: this.#state.user ?? null, isSandboxKnown: true, failure: toFailure(error) });
    }
  }

  async start(replace = false): Promise<void> {
    await this.#do("start", async () => {
      await this.#requireAttempt();
      try {
        const { sandbox } = await this.api.startSandbox(this.lesson, replace);
        this.#set({ elsewhere: null });
        this.#takeSandbox(sandbox);
      } catch (error) {
        if (!(error instanceof RemoteError) || error.code !== "SANDBOX_ELSEWHERE") throw error;
        const lesson = String(error.params.lesson ?? "");
        this.#set({ elsewhere: { lesson, isCompleted: await this.#isCompleted(lesson) } });
      }
    });
  }

  /** Only how the question is put hangs on it. */
  async #isCompleted(lesson: string): Promise<boolean> {
    const progress = await this.api.getProgress().catch(() => undefined);
    return Boolean(progress?.lessons[lesson]?.completedAt);
  }

  async change(verb: Exclude<SandboxVerb, "start">): Promise<void> {
    const { sandbox } = this.#state;
    if (!sandbox) return;
    await this.#do(verb, async () => {
      const changed = await this.api.changeSandbox(sandbox.id, verb);
      this.#takeSandbox(changed.sandbox);
    });
  }

  async checkNow(check: string): Promise<void> {
    await this.#try(check, (attempt) => this.api.checkNow(attempt, check));
  }

  /** One after the other: an answer given while one is on its way follows it, unless that one has passed. */
  async answer(check: string, value: string | string[]): Promise<void> {
    if (this.#state.checking.includes(check)) {
      this.#nextAnswers.set(check, value);
      return;
    }
    await this.#try(check, (attempt) => this.api.answer(attempt, check, value));
    const next = this.#nextAnswers.get(check);
    this.#nextAnswers.delete(check);
    const isPassed = this.#state.attempt?.checks.some((one) => one.checkId === check && one.status === "passed");
    if (next !== undefined && !isPassed && !this.#isDisposed) await this.answer(check, next);
  }

  setStep(step: string): void {
    this.#step = step;
    this.files.send({ type: "step", step });
  }

  /** The attempt comes again with the authors' messages in this language. */
  setLocale(locale: Locale): void {
    if (locale === this.#locale) return;
    this.#locale = locale;
    this.files.send({ type: "locale", locale });
    if (this.#state.user) void this.api.updateSession({ locale }).catch(() => undefined);
  }

  readonly dismissFailure = (): void => this.#set({ failure: null });
  readonly dismissNotice = (): void => this.#set({ notice: null });
  readonly dismissElsewhere = (): void => this.#set({ elsewhere: null });

  dispose(): void {
    this.#isDisposed = true;
    this.#nextAnswers.clear();
    this.files.dispose();
    this.#listeners.clear();
    this.#filesListeners.clear();
    this.#checkListeners.clear();
  }

  async #enter(): Promise<AttemptView> {
    const attempt = this.#state.attempt ?? (await this.api.openAttempt(this.lesson));
    if (this.#isDisposed) return attempt;
    this.#set({ attempt: this.#state.attempt ?? attempt });
    this.files.connect();
    return attempt;
  }

  async #requireAttempt(): Promise<AttemptView> {
    if (!this.#state.user) this.#set({ user: (await this.api.startSession(this.#locale)).user });
    return this.#enter();
  }

  async #do(verb: SandboxVerb, work: () => Promise<void>): Promise<void> {
    if (this.#state.busy) return;
    this.#set({ busy: verb, failure: null });
    try {
      await work();
    } catch (error) {
      this.#set({ failure: toFailure(error) });
    } finally {
      this.#set({ busy: null });
    }
  }

  async #try(check: string, ask: (attempt: string) => Promise<CheckProgress>): Promise<void> {
    if (this.#state.checking.includes(check)) return;
    this.#set({ checking: [...this.#state.checking, check], failure: null });
    try {
      const { id } = await this.#requireAttempt();
      this.#takeCheck(await ask(id), null, null);
    } catch (error) {
      this.#set({ failure: toFailure(error) });
    } finally {
      this.#set({ checking: this.#state.checking.filter((other) => other !== check) });
    }
  }

  #takeCheck(check: CheckProgress, points: number | null, completedAt: string | null): void {
    const { attempt } = this.#state;
    if (!attempt) return;
    const before = attempt.checks.find((other) => other.checkId === check.checkId);
    const checks = before
      ? attempt.checks.map((other) => (other === before ? check : other))
      : [...attempt.checks, check];
    this.#set({
      attempt: {
        ...attempt,
        checks,
        points: points ?? attempt.points,
        completedAt: completedAt ?? attempt.completedAt,
      },
    });
    for (const listener of this.#checkListeners) listener(check, before);
  }

  #takeSandbox(sandbox: SandboxView | null): void {
    // A late answer about an older sandbox must not hide the one that replaced it.
    const current = this.#state.sandbox;
    if (sandbox && current && sandbox.id !== current.id && sandbox.createdAt < current.createdAt) return;
    this.#set({ sandbox, isSandboxKnown: true, notice: sandbox?.id === current?.id ? this.#state.notice : null });
  }

  #connectionChanged(connection: ConnectionState, closeCode: number | null): void {
    this.#set({ connection });
    if (connection === "online") {
      if (this.#step) this.files.send({ type: "step", step: this.#step });
      this.files.send({ type: "locale", locale: this.#locale });
    }
    if (connection === "closed" && closeCode === CLOSE.unauthenticated)
      this.#set({ user: null, attempt: null, sandbox: null });
  }

  #set(change: Partial<LessonState>): void {
    if (this.#isDisposed) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
