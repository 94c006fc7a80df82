import type { EngineEvent } from "../docker/inner";
import { READER_LABEL } from "../docker/inner";

const MAX_EVENTS = 4_096;

/** What happened in one sandbox's engine, as far as it was heard; the engine itself forgets after 256 events or a restart. */
export class EventLog {
  readonly #events = new Map<string, EngineEvent>();
  readonly #ownIds = new Set<string>();
  readonly #ownCommands = new Set<string>();
  readonly #openedAt = new Date();

  add(event: EngineEvent): void {
    this.#events.delete(event.key);
    this.#events.set(event.key, event);
    if (this.#events.size <= MAX_EVENTS) return;
    const [oldest] = this.#events.keys();
    if (oldest !== undefined) this.#events.delete(oldest);
  }

  /** An exec or container of ours, whose events are not the student's doing. */
  disown(id: string): void {
    this.#ownIds.add(id);
  }

  /** Commands that checks run: what was replayed from before this log began may have been another process of ours. */
  disownCommands(commands: Iterable<readonly string[]>): void {
    for (const command of commands) this.#ownCommands.add(command.join(" "));
  }

  isOwn(event: EngineEvent): boolean {
    const { execID, container } = event.attributes;
    if (READER_LABEL in event.attributes || this.#ownIds.has(event.actorId)) return true;
    return (
      (execID !== undefined && this.#ownIds.has(execID)) || (container !== undefined && this.#ownIds.has(container))
    );
  }

  /** The student's events since then, oldest first. */
  list(since: Date | null): EngineEvent[] {
    const all = [...this.#events.values()].filter((event) => !this.isOwn(event));
    const replayedExecs = new Set(
      all.filter((event) => this.#isReplayedCommand(event)).map((event) => event.attributes.execID ?? event.key),
    );
    return all
      .filter((event) => !replayedExecs.has(event.attributes.execID ?? event.key))
      .filter((event) => since === null || event.at === null || event.at >= since)
      .sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
  }

  #isReplayedCommand(event: EngineEvent): boolean {
    return (
      event.action.startsWith("exec_") &&
      event.at !== null &&
      event.at < this.#openedAt &&
      this.#ownCommands.has(event.detail)
    );
  }
}
