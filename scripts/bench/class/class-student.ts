import { pause } from "@/lib/docker/deadline";
import type { SandboxView } from "@/lib/shared/sandbox-view";
import { type SessionConnection, Student } from "@/tests/student";
import { type Activity, writeScript } from "./activities";
import { ClassFailure, toHttpCause } from "./failures";
import type { ClassFigures } from "./figures";
import { StudentLinks } from "./links";
import type { Chance } from "./random";
import { Typist } from "./typist";

/** A start out of the queue that takes longer is a failure. */
const START_LIMIT_MS = 150_000;
/** Longest wait for a turn in the queue. */
const QUEUE_LIMIT_MS = 30 * 60_000;
const PROMPT_LIMIT_MS = 30_000;
/** A verdict later than this after the state is a failure, and counted as this long. */
const CHECK_LIMIT_MS = 10_000;
/** What an idle student's hands do: a key now and then. */
const IDLE_PAUSE_MS = [15_000, 45_000] as const;
const THINK_MS = [2_000, 6_000] as const;
const STARTED_AT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/;

export type Phase = "away" | "arriving" | "queued" | "starting" | "ready" | "gone";

interface ClassStudentParts {
  baseUrl: string;
  lesson: string;
  /** What the student does, and apart from it how the hands move: so the first repeats whatever the machine's mood. */
  script: Chance;
  chance: Chance;
  figures: ClassFigures;
  /** Ends everything the student does. */
  signal: AbortSignal;
}

/** One scripted student: arrives, starts, is idle or active, leaves. No failure of the site's ever ends the run. */
export class ClassStudent {
  phase: Phase = "away";
  /** At work on an activity; an idle student's hands keep off. */
  isActive = false;
  /** A warm sandbox was claimed, rather than a new one made. */
  isFromPool = false;
  readonly #script: Generator<Activity, never, void>;
  readonly #typist: Typist;
  #student: Student | undefined;
  #links: StudentLinks | undefined;
  #sandboxId: string | undefined;

  constructor(private readonly parts: ClassStudentParts) {
    const { script, chance, figures, signal, lesson } = parts;
    this.#script = writeScript(lesson, script);
    this.#typist = new Typist(chance, figures, signal);
  }

  /** From the first request to a prompt, or to a failure that is counted. */
  async begin(): Promise<void> {
    const { figures, signal, chance } = this.parts;
    let stage = "arrival";
    try {
      this.phase = "arriving";
      const { student, session } = await this.#arrive((name) => {
        stage = name;
      });
      await pause(chance.between(500, 1_500), signal);
      stage = "start";
      const clickedAt = performance.now();
      this.phase = "starting";
      const sandbox = await this.#startSandbox(student, session);
      stage = "terminal";
      const terminal = await this.#links?.openTerminal(sandbox.id);
      await terminal?.waitFor("$ ", { timeoutMs: PROMPT_LIMIT_MS });
      const startMs = performance.now() - clickedAt;
      figures.startMs.push(startMs);
      if (this.isFromPool) figures.poolStartMs.push(startMs);
      this.phase = "ready";
    } catch (error) {
      this.phase = "gone";
      if (!signal.aborted) figures.failures.addError(stage, error);
    }
  }

  /** Until the signal: connected, a key now and then. */
  async stay(): Promise<void> {
    const { signal, chance } = this.parts;
    while (this.phase === "ready" && !signal.aborted) {
      try {
        await pause(chance.between(...IDLE_PAUSE_MS), signal);
        if (this.isActive) continue;
        const links = await this.#requireLinks().both();
        // another's turn may have come meanwhile
        if (!this.isActive) await this.#typist.touch(links.terminal);
      } catch (error) {
        this.#note("idle", error);
      }
      if (this.#links?.isOver) this.phase = "gone";
    }
  }

  /** Does what the script says next, with thought in between, until `untilMs` of performance.now(). */
  async work(untilMs: number): Promise<void> {
    const { signal, chance, figures } = this.parts;
    this.isActive = true;
    try {
      while (this.phase === "ready" && !signal.aborted && performance.now() < untilMs) {
        const activity = this.#script.next().value;
        try {
          await this.#do(activity);
          figures.done[activity.kind] = (figures.done[activity.kind] ?? 0) + 1;
        } catch (error) {
          this.#note(activity.kind, error);
        }
        if (this.#links?.isOver) this.phase = "gone";
        await pause(chance.between(...THINK_MS), signal).catch(() => undefined);
      }
    } finally {
      this.isActive = false;
    }
  }

  /** Undefined before the start was answered. */
  get sandboxId(): string | undefined {
    return this.#sandboxId;
  }

  closeLinks(): void {
    this.#links?.close();
  }

  /** Gives the sandbox back, also one whose start was not seen through. @throws when that fails. */
  async leave(): Promise<void> {
    this.phase = "gone";
    this.closeLinks();
    const student = this.#student;
    if (!student) return;
    const id = this.#sandboxId ?? (await this.#findSandbox(student));
    if (!id) return;
    const { status, body } = await student.send("POST", `/api/sandboxes/${id}/stop`);
    if (status >= 300) throw new ClassFailure(`stop failed:${toHttpCause(status, body)}`);
  }

  async #arrive(enter: (stage: string) => void): Promise<{ student: Student; session: SessionConnection }> {
    const { baseUrl, lesson, figures, chance, signal } = this.parts;
    const student = new Student(baseUrl);
    this.#student = student;
    await this.#call(student, "POST", "/api/session", { locale: "en" });
    enter("page");
    const askedAt = performance.now();
    const status = await student.openPage(`/en/learn/${lesson}`);
    if (status >= 300) throw new ClassFailure(`page failed:HTTP ${status}`);
    figures.pageMs.push(performance.now() - askedAt);
    enter("attempt");
    await this.#call(student, "POST", "/api/attempts", { lesson });
    enter("session");
    this.#links = new StudentLinks(student, lesson, figures, chance, signal);
    return { student, session: await this.#links.openSession() };
  }

  async #startSandbox(student: Student, session: SessionConnection): Promise<SandboxView> {
    const { lesson, figures } = this.parts;
    const clickedAt = performance.now();
    const { status, body } = await student.send("POST", "/api/sandboxes", { lesson });
    if (status >= 300) throw new ClassFailure(`start failed:${toHttpCause(status, body)}`);
    const first = toSandbox(body);
    const { id } = first;
    this.#sandboxId = id;
    // one of the pool is ready with the answer
    this.isFromPool = first.state === "ready";
    if (this.isFromPool) return first;
    const seen = (accepts: (state: SandboxView["state"]) => boolean, what: string, timeoutMs: number) =>
      findSandbox(session, first, accepts, what, timeoutMs);
    if (first.state === "queued") {
      this.phase = "queued";
      await seen((state) => state !== "queued", "turn in the queue", QUEUE_LIMIT_MS);
      figures.queuedMs.push(performance.now() - clickedAt);
      this.phase = "starting";
    }
    const last = await seen((state) => state !== "queued" && state !== "starting", "sandbox", START_LIMIT_MS);
    if (last.state !== "ready")
      throw new ClassFailure(`start failed:${last.errorCode ?? last.endReason ?? last.state}`);
    return last;
  }

  async #do(activity: Activity): Promise<void> {
    if (activity.kind === "reconnect") return this.#reconnect(activity.awayMs);
    const { terminal, session } = await this.#requireLinks().both();
    if (activity.kind === "check") return this.#check(activity, session);
    for (const command of activity.commands) {
      await this.#typist.run(terminal, command);
      await pause(this.parts.chance.between(...THINK_MS), this.parts.signal);
    }
  }

  async #reconnect(awayMs: number): Promise<void> {
    const links = this.#requireLinks();
    links.drop();
    await pause(awayMs, this.parts.signal);
    await links.both();
  }

  async #check(activity: Extract<Activity, { kind: "check" }>, session: SessionConnection): Promise<void> {
    const { figures } = this.parts;
    const { terminal } = await this.#requireLinks().both();
    session.socket.send(JSON.stringify({ type: "step", step: activity.step }));
    let passedAt: number | undefined;
    const passed = session.waitForPass(activity.checkId, 5 * 60_000).then(() => {
      passedAt = Date.now();
    });
    passed.catch(() => undefined);
    for (const command of activity.commands) await this.#typist.run(terminal, command);
    const output = await this.#typist.run(terminal, {
      name: "docker inspect",
      line: `docker inspect -f '{{.State.StartedAt}}' ${activity.container}`,
    });
    const startedAt = Date.parse(STARTED_AT.exec(output)?.[0] ?? "");
    if (Number.isNaN(startedAt)) throw new ClassFailure("command failed:docker inspect", output.slice(-200));
    await Promise.race([passed, pause(Math.max(0, startedAt + CHECK_LIMIT_MS - Date.now()))]);
    const checkMs = Math.min(passedAt === undefined ? CHECK_LIMIT_MS : passedAt - startedAt, CHECK_LIMIT_MS);
    figures.checkMs.push(checkMs);
    if (checkMs >= CHECK_LIMIT_MS) throw new ClassFailure("check late", activity.checkId);
  }

  /** Counts a failure, unless it only says that a socket went, which is counted where it happened. */
  #note(stage: string, error: unknown): void {
    const { signal, figures } = this.parts;
    if (signal.aborted || this.#links?.isOver) return;
    if (error instanceof Error && /socket closed/.test(error.message) && !(error instanceof ClassFailure)) return;
    figures.failures.addError(stage, error);
  }

  async #call(student: Student, method: string, path: string, json: unknown): Promise<unknown> {
    const { status, body } = await student.send(method, path, json);
    if (status >= 300) throw new ClassFailure(`${path} ${toHttpCause(status, body)}`);
    return body;
  }

  async #findSandbox(student: Student): Promise<string | undefined> {
    const { body } = await student.send("GET", "/api/sandboxes/current");
    const { sandbox } = body as { sandbox: { id: string } | null };
    return sandbox?.id;
  }

  #requireLinks(): StudentLinks {
    if (!this.#links) throw new Error("not arrived yet");
    return this.#links;
  }
}

function toSandbox(body: unknown): SandboxView {
  const { sandbox } = body as { sandbox: SandboxView };
  return sandbox;
}

/** The first state of the sandbox, or of the warm one given in its place, that is accepted, as the session socket tells it. */
async function findSandbox(
  session: SessionConnection,
  asked: SandboxView,
  accepts: (state: SandboxView["state"]) => boolean,
  what: string,
  timeoutMs: number,
): Promise<SandboxView> {
  const message = await session.inbox.find(
    what,
    (item) =>
      item.type === "sandbox" &&
      item.sandbox !== null &&
      (item.sandbox.id === asked.id || item.sandbox.createdAt > asked.createdAt) &&
      accepts(item.sandbox.state),
    timeoutMs,
  );
  if (message.type !== "sandbox" || !message.sandbox) throw new Error(`no ${what}`);
  return message.sandbox;
}
