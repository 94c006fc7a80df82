import { randomUUID } from "node:crypto";
import type { Runtime } from ".";

/** Ids a proxy may give: nothing that could begin a new line in a log or a new header. */
const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The id of a request: what a trusted header says when it is well-formed, else a new one. */
export function toRequestId(given: string | readonly string[] | undefined | null): string {
  return typeof given === "string" && WELL_FORMED.test(given) ? given : randomUUID();
}

/** The runtime as one request uses it: whatever is logged on its behalf carries its id. */
export function forRequest(runtime: Runtime, requestId: string): Runtime {
  const log = runtime.log.child({ requestId });
  return { ...runtime, log, sandboxes: { ...runtime.sandboxes, log } };
}
