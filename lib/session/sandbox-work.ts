import type { EngineEvent } from "../docker/inner";
import { type CheckWatch, openSources, toShown, type Verdict, WORK_FOLDER, watchChecks } from "../grading";
import type { LessonDefinition } from "../lessons";
import { completeAttempt, getAttemptView, getOrStartAttempt, recordVerdict } from "../progress";
import type { Runtime } from "../runtime";
import { toEngineId } from "../sandbox";
import { openSandboxFiles, type SandboxFiles } from "../sandbox-files";
import { NaruError } from "../shared/errors";
import type { Notice } from "../shared/notice";
import { createSignalQueue } from "./signal-queue";

export interface SandboxWorkOptions {
  runtime: Runtime;
  userId: string;
  sandboxId: string;
  definition: LessonDefinition;
  /** Index of the farthest step the student has been at. */
  reached: number;
  /** A verdict that differs from the last one is in the database. */
  onRecorded: (checkId: string) => void;
  /** Paths that changed in the working directory; null for more than can be said. */
  onFiles: (paths: string[] | null) => void;
  onNotice: (notice: Notice) => void;
}

/** What runs for a student in one ready sandbox: the watch over its checks and, once asked for, the door to its files. */
export class SandboxWork {
  readonly sandboxId: string;
  readonly #end = new AbortController();
  readonly #fileChanges = createSignalQueue(this.#end.signal);
  #files: Promise<SandboxFiles> | undefined;
  #watch: CheckWatch | undefined;
  readonly #startedAt = Date.now();
  #reached: number;
  #recording: Promise<void> = Promise.resolve();

  constructor(private readonly options: SandboxWorkOptions) {
    this.sandboxId = options.sandboxId;
    this.#reached = options.reached;
    this.#run().catch((error) => {
      if (!this.#end.signal.aborted)
        options.runtime.log.error({ err: error, sandbox: this.sandboxId }, "watch of checks ended");
    });
  }

  /** @throws NaruError SANDBOX_NOT_READY when the sandbox does not take the file program. */
  files(): Promise<SandboxFiles> {
    this.#files ??= this.#openFiles().catch((error) => {
      this.#files = undefined;
      throw new NaruError("SANDBOX_NOT_READY", {}, { cause: error });
    });
    return this.#files;
  }

  /** Looks at the checks of the steps up to this one: what comes later would only confuse, and fill the student's logs. */
  reachStep(index: number): void {
    if (index <= this.#reached) return;
    this.#reached = index;
    this.#watch?.setChecks(this.#checks());
  }

  /** A check passed by an answer or a press of the button: others may come after it. */
  notePassed(checkId: string): void {
    this.#watch?.markPassed(checkId);
  }

  close(): void {
    this.#end.abort();
    this.#files?.then((files) => files.close()).catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { runtime, userId, definition } = this.options;
    const { signal } = this.#end;
    const lab = await runtime.lab();
    const attempt = await getOrStartAttempt(userId, definition.id, definition.version);
    const view = await getAttemptView(userId, definition.id, definition.checks, "en");
    if (signal.aborted) return;
    const inner = runtime.sandboxes.held.takeInner(this.sandboxId);
    const sources = openSources(lab, toEngineId(this.sandboxId), { inner });
    const onLine = ({ sandboxId }: { sandboxId: string }) => {
      if (sandboxId === this.sandboxId) this.#watch?.noteActivity();
    };
    runtime.bus.on("line", onLine);
    try {
      this.#watch = watchChecks({
        sources,
        checks: this.#checks(),
        initiallyPassed: view.checks.filter((check) => check.passedAt).map((check) => check.checkId),
        onVerdict: (checkId, verdict) => this.#record(attempt.id, checkId, verdict),
        signal,
        fileChanges: this.#fileChanges,
        onEvent: (event) => this.#hear(event),
        onRound: ({ lane, durationMs }) => runtime.metrics.observeCheck(durationMs, lane),
      });
      await this.#watch.done;
    } finally {
      runtime.bus.off("line", onLine);
      sources.close();
    }
  }

  /** The kernel ended a program of a container for want of memory: Docker's own words for it are "exit code 137" at best. */
  #hear({ type, action, attributes, at }: EngineEvent): void {
    if (type !== "container" || action !== "oom" || !at || at.getTime() < this.#startedAt) return;
    this.options.onNotice({ code: "OUT_OF_MEMORY", params: { container: toShown(attributes.name ?? "") } });
  }

  #checks() {
    return this.options.definition.steps.slice(0, this.#reached + 1).flatMap((step) => step.checks);
  }

  /** One after the other: the database keeps verdicts in the order in which they were reached. */
  #record(attemptId: string, checkId: string, verdict: Verdict): void {
    const { runtime, definition, onRecorded } = this.options;
    const check = definition.checks.find(({ id }) => id === checkId);
    if (!check) return;
    this.#recording = this.#recording
      .then(async () => {
        const recorded = await recordVerdict({ attemptId, check, verdict, sandboxId: this.sandboxId, byHand: false });
        if (recorded.isNewlyPassed)
          await completeAttempt({ attemptId, checkIds: definition.checks.map(({ id }) => id) });
        onRecorded(checkId);
      })
      .catch((error) => runtime.log.error({ err: error, check: checkId }, "verdict not recorded"));
  }

  async #openFiles(): Promise<SandboxFiles> {
    const { runtime, onFiles } = this.options;
    const lab = await runtime.lab();
    const changed = (paths: string[] | null) => {
      this.#fileChanges.push();
      onFiles(paths);
    };
    const files = await openSandboxFiles(
      (cmd) => lab.exec(toEngineId(this.sandboxId), { cmd, user: "student", workdir: WORK_FOLDER, stdin: true }),
      { root: WORK_FOLDER },
      {
        onChanged: changed,
        onRescan: () => changed(null),
        onLost: () => {
          this.#files = undefined;
        },
      },
    );
    if (this.#end.signal.aborted) files.close();
    await files.watch();
    return files;
  }
}
