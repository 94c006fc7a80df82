import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { isEngineError } from "../docker";
import { type EngineEvent, removeAbandonedReaders, watchEvents } from "../docker/inner";
import type { Check, Verdict } from "../shared/check";
import { conditionsOf, isAffected, LANES, type LaneName, laneOf } from "./affects";
import { evaluateCheck, isLiveCheck, type LiveCheck } from "./evaluate-check";
import { type CheckContext, DEFAULT_CONTEXT } from "./evaluator";
import { type FactSources, Facts } from "./facts";
import { Lane } from "./lane";
import { isPollDue } from "./poll-pace";

/** A container that crashes at its start runs for a moment: what should be up must still be up after this. */
const SETTLE_MS = 120;
const POLL_MS = 2_500;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 5_000;

export interface WatchChecksOptions {
  /** Stay open as long as the watch lasts; closing them is the caller's. */
  sources: FactSources;
  /** All checks of the lesson; only live ones are watched. */
  checks: readonly Check[];
  initiallyPassed: Iterable<string>;
  /** Called for a verdict that differs from the one before. Must not throw. */
  onVerdict: (checkId: string, verdict: Verdict) => void;
  signal: AbortSignal;
  /** Anything it yields says that files in the working folder may have changed. */
  fileChanges?: AsyncIterable<unknown>;
  context?: CheckContext;
  onRound?: (round: RoundReport) => void;
  /** Each event of the engine, those it still remembers from before included. */
  onEvent?: (event: EngineEvent) => void;
  pollMs?: number;
}

export interface RoundReport {
  lane: LaneName;
  checks: number;
  /** Questions put to the sandbox, none of them twice. */
  asked: number;
  durationMs: number;
}

export interface CheckWatch {
  /** Looks at every open check; settles when all are seen. Rejects when the watch ends before. */
  checkNow(): Promise<void>;
  /** Another set of checks, as after an edit of the lesson. What has passed stays passed. */
  setChecks(checks: readonly Check[]): void;
  /** A check that passed elsewhere, such as an answer, on which others may wait. */
  markPassed(checkId: string): void;
  /** The student has just done something that may change what no event tells of. */
  noteActivity(): void;
  /** Settles when all is released after the signal. Never rejects. */
  readonly done: Promise<void>;
}

/** Follows the sandbox's engine and tells each verdict as it changes, until the signal aborts. */
export function watchChecks(options: WatchChecksOptions): CheckWatch {
  const watch = new Watch(options);
  return {
    checkNow: () => watch.checkNow(),
    setChecks: (checks) => watch.setChecks(checks),
    markPassed: (id) => watch.markPassed(id),
    noteActivity: () => watch.noteActivity(),
    done: watch.run(),
  };
}

class Watch {
  readonly #passed: Set<string>;
  readonly #told = new Map<string, string>();
  readonly #context: CheckContext;
  readonly #lanes: Record<LaneName, Lane>;
  #checks: readonly Check[] = [];
  #live = new Map<string, LiveCheck>();
  /** Marked by the clock only: for these a look may be spared. */
  readonly #polled = new Set<string>();
  /** Had a verdict at the last look, not only a failure to look. */
  readonly #known = new Set<string>();
  #polls = 0;
  #heardAt = performance.now();
  #activeAt = performance.now();
  /** Held at that time, to be confirmed. */
  readonly #settling = new Map<string, { since: number; timer: NodeJS.Timeout }>();

  constructor(private readonly options: WatchChecksOptions) {
    // Each question of a round listens for the end of the watch.
    setMaxListeners(0, options.signal);
    this.#passed = new Set(options.initiallyPassed);
    this.#context = options.context ?? DEFAULT_CONTEXT;
    const createLane = (name: LaneName) => new Lane((ids) => this.#round(name, ids));
    this.#lanes = { state: createLane("state"), files: createLane("files"), probes: createLane("probes") };
    this.setChecks(options.checks);
  }

  setChecks(checks: readonly Check[]): void {
    this.#checks = checks;
    this.#live = new Map(checks.filter(isLiveCheck).map((check) => [check.id, check]));
    for (const id of this.#told.keys()) if (!this.#live.has(id)) this.#told.delete(id);
    const commands = [...this.#live.values()]
      .flatMap(conditionsOf)
      .flatMap((condition) => (condition.kind === "exec" ? [condition.command] : []));
    this.options.sources.events.disownCommands(commands);
    this.#mark(() => true);
  }

  markPassed(id: string): void {
    if (this.#passed.has(id)) return;
    this.#passed.add(id);
    this.#mark((check) => check.after.includes(id));
  }

  noteActivity(): void {
    this.#activeAt = performance.now();
  }

  async checkNow(): Promise<void> {
    this.options.signal.throwIfAborted();
    await Promise.all(LANES.map((lane) => this.#lanes[lane].flush(this.#open(lane).map((check) => check.id))));
  }

  async run(): Promise<void> {
    const { signal } = this.options;
    const timer = setInterval(() => this.#poll(), this.options.pollMs ?? POLL_MS);
    try {
      await Promise.all([this.#sweep(), this.#followEngine(), this.#followFiles()]);
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    } finally {
      clearInterval(timer);
      for (const id of [...this.#settling.keys()]) this.#unsettle(id);
      await Promise.all(LANES.map((lane) => this.#lanes[lane].close(signal.reason)));
    }
  }

  async #followEngine(): Promise<void> {
    const { sources, signal } = this.options;
    let since = sources.eventsSince;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        const onOpen = () => {
          retryMs = FIRST_RETRY_MS;
          this.#heardAt = performance.now();
          // What happened while nobody listened.
          this.#mark(() => true);
        };
        for await (const event of watchEvents(sources.inner, signal, { since, onOpen })) {
          since = event.at ?? since;
          this.#hear(event);
        }
      } catch (error) {
        if (!isEngineError(error)) this.#context.onError?.(error);
      }
      await pause(retryMs, undefined, { signal }).catch(() => {});
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  #hear(event: EngineEvent): void {
    const { events } = this.options.sources;
    events.add(event);
    this.options.onEvent?.(event);
    if (events.isOwn(event)) return;
    this.#heardAt = performance.now();
    this.#mark((check) => isAffected(check, event));
  }

  async #followFiles(): Promise<void> {
    const { fileChanges, signal } = this.options;
    const iterator = fileChanges?.[Symbol.asyncIterator]();
    if (!iterator) return;
    const stop = () => void iterator.return?.()?.then(undefined, () => {});
    const aborted = new Promise<"aborted">((resolve) =>
      signal.addEventListener("abort", () => resolve("aborted"), { once: true }),
    );
    try {
      while (!signal.aborted) {
        const next = await Promise.race([iterator.next(), aborted]);
        if (next === "aborted" || next.done) return;
        this.noteActivity();
        this.#mark((check) => conditionsOf(check).some((condition) => condition.kind === "file"));
      }
    } catch (error) {
      // The clock still looks at files.
      if (!signal.aborted) this.#context.onError?.(error);
    } finally {
      stop();
    }
  }

  async #sweep(): Promise<void> {
    if (![...this.#live.values()].some(readsVolume)) return;
    await removeAbandonedReaders(this.options.sources.inner, { signal: this.options.signal }).catch(() => {});
  }

  #poll(): void {
    this.#polls += 1;
    const now = performance.now();
    const moment = { tick: this.#polls, quietMs: now - this.#heardAt, idleMs: now - this.#activeAt };
    for (const lane of LANES) {
      const ids = this.#open(lane)
        .filter((check) => isPollDue(check, { ...moment, isKnown: this.#known.has(check.id) }))
        .map((check) => check.id);
      for (const id of ids) this.#polled.add(id);
      this.#lanes[lane].mark(ids);
    }
  }

  #mark(isMeant: (check: LiveCheck) => boolean): void {
    for (const lane of LANES) {
      const ids = this.#open(lane)
        .filter(isMeant)
        .map((check) => check.id);
      for (const id of ids) this.#polled.delete(id);
      this.#lanes[lane].mark(ids);
    }
  }

  #open(lane: LaneName): LiveCheck[] {
    return [...this.#live.values()].filter((check) => !this.#passed.has(check.id) && laneOf(check) === lane);
  }

  async #round(lane: LaneName, ids: ReadonlySet<string>): Promise<void> {
    const { signal, sources, onRound } = this.options;
    const facts = new Facts(sources, signal);
    const begun = performance.now();
    let todo = this.#open(lane).filter((check) => ids.has(check.id));
    let count = 0;
    // A check that passes may open others of the same round; the facts stay the same.
    while (todo.length > 0 && !signal.aborted) {
      count += todo.length;
      const before = new Set(this.#passed);
      const settled = await Promise.allSettled(todo.map((check) => this.#look(check, facts)));
      const failed = settled.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
      const opened = (check: LiveCheck) => check.after.some((id) => this.#passed.has(id) && !before.has(id));
      todo = this.#open(lane).filter(opened);
    }
    onRound?.({ lane, checks: count, asked: facts.asked, durationMs: performance.now() - begun });
  }

  #isSettled(id: string): boolean {
    const settling = this.#settling.get(id);
    if (settling && performance.now() - settling.since >= SETTLE_MS) {
      this.#unsettle(id);
      return true;
    }
    if (!settling) {
      const timer = setTimeout(() => this.#mark((check) => check.id === id), SETTLE_MS);
      this.#settling.set(id, { since: performance.now(), timer });
    }
    return false;
  }

  #unsettle(id: string): void {
    clearTimeout(this.#settling.get(id)?.timer);
    this.#settling.delete(id);
  }

  async #look(check: LiveCheck, facts: Facts): Promise<void> {
    if (this.#polled.delete(check.id) && this.#told.has(check.id) && !(await isWorthPolling(check, facts))) return;
    const verdict = await evaluateCheck(check, facts, {
      checks: this.#checks,
      passedIds: this.#passed,
      context: this.#context,
    });
    // Taken out or passed elsewhere while it was looked at.
    if (this.options.signal.aborted || this.#live.get(check.id) !== check || this.#passed.has(check.id)) return;
    if (verdict.status === "unknown") this.#known.delete(check.id);
    else this.#known.add(check.id);
    if (verdict.status === "passed" && needsSettling(check) && !this.#isSettled(check.id)) return;
    if (verdict.status === "not-yet") this.#unsettle(check.id);
    const told = JSON.stringify(verdict);
    if (this.#told.get(check.id) === told) return;
    this.#told.set(check.id, told);
    if (verdict.status === "passed") this.markPassed(check.id);
    this.options.onVerdict(check.id, verdict);
  }
}

function needsSettling({ when }: LiveCheck): boolean {
  return (when.kind === "container" && when.state === "running") || (when.kind === "compose" && when.state === "up");
}

function readsVolume(check: LiveCheck): boolean {
  return conditionsOf(check).some((condition) => condition.kind === "volume" && condition.file !== undefined);
}

/**
 * A volume changes without an event only while a container that runs uses it. Each look makes a container of ours,
 * which for that moment would keep the student from removing the volume.
 */
async function isWorthPolling(check: LiveCheck, facts: Facts): Promise<boolean> {
  const names = conditionsOf(check).flatMap((condition) =>
    condition.kind === "volume" && condition.file ? [condition.name] : [],
  );
  if (names.length === 0) return true;
  try {
    return (await facts.containers()).some(
      (one) => one.state === "running" && one.volumes.some((volume) => names.includes(volume)),
    );
  } catch {
    return true;
  }
}
