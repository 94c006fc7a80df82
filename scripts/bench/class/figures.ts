import type { Failures } from "./failures";

/** What a class measures of the site, in milliseconds. */
export interface ClassFigures {
  /** Whole lesson page, as HTML. */
  pageMs: number[];
  /** From the click on Start, which may be answered by a place in the queue, until the terminal shows a prompt. */
  startMs: number[];
  /** The same of those who were given a warm sandbox at once. */
  poolStartMs: number[];
  /** How long those who queued waited for their turn. */
  queuedMs: number[];
  /** Key to echo while students still press Start. */
  rampEchoMs: number[];
  /** Key to echo once everybody has started. */
  echoMs: number[];
  /** From a container's StartedAt until the session socket says that the check passed. */
  checkMs: number[];
  /** From the first try to be back until the terminal goes on. */
  reconnectMs: number[];
  /** How many activities of each kind came to their end. */
  done: Record<string, number>;
  failures: Failures;
  /** Students still press Start. */
  isRamp: boolean;
}

export function createFigures(failures: Failures): ClassFigures {
  return {
    pageMs: [],
    startMs: [],
    poolStartMs: [],
    queuedMs: [],
    rampEchoMs: [],
    echoMs: [],
    checkMs: [],
    reconnectMs: [],
    done: {},
    failures,
    isRamp: true,
  };
}
