import { isRegistryRunning } from "../docker/hub";
import type { LessonDefinition } from "../lessons";
import { getAttemptView, setLastStep, setUserLocale } from "../progress";
import type { CheckChanged, Runtime, SandboxNotice } from "../runtime";
import { findLessonSandbox, touchQueued } from "../sandbox";
import type { SandboxFiles } from "../sandbox-files";
import { NaruError } from "../shared/errors";
import type { Locale } from "../shared/locale";
import type { SessionServerMessage } from "../shared/wire";
import { SandboxWork } from "./sandbox-work";

/** The end of a lesson, which a page shows as a step of its own. */
const OUTRO = "outro";

export interface SessionUser {
  userId: string;
  locale: Locale;
}

export interface SessionFollower {
  send: (message: SessionServerMessage) => void;
  onError: (error: unknown) => void;
}

/**
 * One student at one lesson, over all their tabs. While the sandbox is ready, its checks are watched and its files are
 * at hand; every change is told to all tabs, each in its own language.
 */
export class LessonSession {
  readonly #followers = new Map<SessionFollower, SessionUser>();
  #work: SandboxWork | undefined;
  #isClosed = false;
  /** Index of the farthest step the student has been at, in any tab. */
  #reached = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly userId: string,
    readonly definition: LessonDefinition,
  ) {
    runtime.bus.on("sandbox", this.#onSandbox);
    runtime.bus.on("check", this.#onCheck);
    runtime.bus.on("notice", this.#onNotice);
    runtime.bus.on("hub", this.#onHub);
  }

  /** Sends everything as it is now, then every change, until the returned function is called. */
  follow(user: SessionUser, follower: SessionFollower): () => void {
    this.#followers.set(follower, user);
    this.#enqueue(async () => {
      await this.#sendAttempt(follower, user);
      await this.#refreshSandbox();
    });
    return () => {
      this.#followers.delete(follower);
    };
  }

  /** @throws NaruError SANDBOX_NOT_READY. */
  async files(): Promise<SandboxFiles> {
    await this.#queue;
    if (!this.#work) throw new NaruError("SANDBOX_NOT_READY");
    return this.#work.files();
  }

  async setStep(step: string): Promise<void> {
    const index = this.#toIndex(step);
    if (index < 0) throw new NaruError("INVALID_REQUEST");
    this.#reached = Math.max(this.#reached, index);
    this.#work?.reachStep(this.#reached);
    await setLastStep(this.userId, this.definition.id, step);
  }

  #toIndex(step: string): number {
    const { steps } = this.definition;
    return step === OUTRO ? steps.length : steps.findIndex(({ id }) => id === step);
  }

  async setLocale(user: SessionUser, locale: Locale): Promise<void> {
    user.locale = locale;
    await setUserLocale(this.userId, locale);
    for (const [follower, who] of this.#followers) if (who === user) await this.#sendAttempt(follower, who);
  }

  close(): void {
    this.#isClosed = true;
    this.runtime.bus.off("sandbox", this.#onSandbox);
    this.runtime.bus.off("check", this.#onCheck);
    this.runtime.bus.off("notice", this.#onNotice);
    this.runtime.bus.off("hub", this.#onHub);
    this.#enqueue(async () => this.#endWork());
  }

  readonly #onSandbox = (event: { userId: string }) => {
    if (event.userId === this.userId) this.#enqueue(() => this.#refreshSandbox());
  };

  readonly #onCheck = (event: CheckChanged) => {
    if (event.userId !== this.userId || event.lesson !== this.definition.id) return;
    this.#enqueue(() => this.#tellCheck(event.checkId));
  };

  readonly #onNotice = ({ sandboxId, notice }: SandboxNotice) => {
    if (this.#work?.sandboxId !== sandboxId) return;
    for (const follower of this.#followers.keys()) follower.send({ type: "notice", sandboxId, notice });
  };

  readonly #onHub = () => {
    if (this.#work) this.#tellHub();
  };

  /** Without the hub a pull fails with words of Docker's that explain nothing: say it before. */
  #tellHub(): void {
    for (const follower of this.#followers.keys()) follower.onError(new NaruError("HUB_UNREACHABLE"));
  }

  /** One thing after the other, so that messages leave in the order of what happened. */
  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch((error) => {
      for (const follower of this.#followers.keys()) follower.onError(error);
    });
  }

  async #refreshSandbox(): Promise<void> {
    const { userId, definition } = this;
    const sandbox = await findLessonSandbox(this.runtime.sandboxes, { userId, lesson: definition.id });
    const serverTime = new Date().toISOString();
    for (const follower of this.#followers.keys()) follower.send({ type: "sandbox", sandbox, serverTime });
    // the queue publishes every second, so this keeps the place of whoever has a page open
    if (sandbox?.state === "queued" && this.#followers.size > 0) await touchQueued(this.runtime.sandboxes, sandbox.id);
    const readyId = sandbox?.state === "ready" && !this.#isClosed ? sandbox.id : undefined;
    if (this.#work && this.#work.sandboxId !== readyId) this.#endWork();
    if (!readyId || this.#work) return;
    await this.#tellMissingHub();
    this.#work = new SandboxWork({
      runtime: this.runtime,
      userId: this.userId,
      sandboxId: readyId,
      definition: this.definition,
      reached: this.#reached,
      onRecorded: (checkId) => this.#enqueue(() => this.#tellCheck(checkId)),
      onFiles: (paths) => {
        for (const follower of this.#followers.keys()) follower.send({ type: "files.changed", paths });
      },
      onNotice: (notice) => this.#onNotice({ sandboxId: readyId, notice }),
    });
  }

  async #tellMissingHub(): Promise<void> {
    if (!(await isRegistryRunning(await this.runtime.lab()))) this.#tellHub();
  }

  #endWork(): void {
    this.#work?.close();
    this.#work = undefined;
  }

  async #sendAttempt(follower: SessionFollower, user: SessionUser): Promise<void> {
    const attempt = await getAttemptView(this.userId, this.definition.id, this.definition.checks, user.locale);
    if (attempt.lastStep) this.#reached = Math.max(this.#reached, this.#toIndex(attempt.lastStep));
    follower.send({ type: "attempt", attempt });
  }

  async #tellCheck(checkId: string): Promise<void> {
    for (const [follower, user] of this.#followers) {
      const attempt = await getAttemptView(this.userId, this.definition.id, this.definition.checks, user.locale);
      const check = attempt.checks.find((candidate) => candidate.checkId === checkId);
      if (!check) continue;
      follower.send({ type: "check", check, points: attempt.points, completedAt: attempt.completedAt });
      if (check.passedAt) this.#work?.notePassed(checkId);
    }
  }
}
