import { conditionsOf } from "./affects";
import type { LiveCheck } from "./evaluate-check";

/** The engine's records may lag behind its events for a moment: so long after one every check is polled. */
const QUIET_AFTER_MS = 10_000;
/** Of a quiet sandbox's checks, those that events announce are polled only every so many times, for what nobody thought of. */
const SPARING = 12;
/** What a typed command does shows in this time, or in an event. */
const IDLE_AFTER_MS = 10_000;
/** What changes silently is polled only every so many times while the student does nothing: each look is a process. */
const IDLE_SPARING = 4;

export interface PollMoment {
  /** Counts the polls of a watch. */
  tick: number;
  /** Since the student's engine last told of anything. */
  quietMs: number;
  /** Since the student last sent off a line in a terminal or changed a file. */
  idleMs: number;
  /** The last look had a verdict; one that could not look is repeated. */
  isKnown: boolean;
}

/** Whether a poll must look at a check. An idle class would keep the machine busy with questions whose answers are known. */
export function isPollDue(check: LiveCheck, { tick, quietMs, idleMs, isKnown }: PollMoment): boolean {
  if (!isKnown || quietMs < QUIET_AFTER_MS || tick % SPARING === 0) return true;
  return changesSilently(check) && (idleMs < IDLE_AFTER_MS || tick % IDLE_SPARING === 0);
}

/** Whether a check may change without an event of the engine: by what is in files, logs, answers of a program or machines. */
function changesSilently(check: LiveCheck): boolean {
  return conditionsOf(check).some((condition) => {
    if (condition.kind === "container") return condition.logsMatch !== undefined;
    if (condition.kind === "volume") return condition.file !== undefined;
    return ["file", "http", "exec", "vm"].includes(condition.kind);
  });
}
