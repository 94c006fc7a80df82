import { isEngineError } from "../docker";
import type { Observation, Verdict } from "../shared/check";
import { observe } from "./observe";

/** We could not see, whatever the student did; becomes a verdict "unknown". */
export class CouldNotLook extends Error {
  override readonly name = "CouldNotLook";
  constructor(readonly observation: Observation) {
    super(observation.key);
  }
}

/** Failures of ours are never the student's. An abort is nobody's verdict and is thrown on. */
export function toUnknownVerdict(error: unknown, onError?: (error: unknown) => void): Verdict {
  if (isEngineError(error, "ABORTED") || (error instanceof Error && error.name === "AbortError")) throw error;
  if (!(error instanceof CouldNotLook)) onError?.(error);
  return { status: "unknown", observations: [toObservation(error)] };
}

function toObservation(error: unknown): Observation {
  if (error instanceof CouldNotLook) return error.observation;
  if (!isEngineError(error)) return observe("engine.failed");
  switch (error.code) {
    case "ENGINE_UNREACHABLE":
      return observe("engine.unreachable");
    case "ENGINE_TIMEOUT":
      return observe("engine.timeout");
    case "OUTPUT_TOO_LARGE":
      return observe("engine.tooMuch");
    default:
      return observe("engine.failed");
  }
}
