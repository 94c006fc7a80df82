import { z } from "zod";
import type { Deadline } from "./deadline";
import { EngineError, type EngineErrorCode } from "./errors";

const UNREACHABLE = new Set([
  "ENOENT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "EACCES",
  "ENOTSOCK",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

const failureSchema = z.object({
  message: z.string().catch("unknown failure"),
  code: z.string().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
});

/** Gives any failure of a call its code; `what` names the call for logs. */
export function toEngineError(error: unknown, what: string, deadline?: Deadline): EngineError {
  if (error instanceof EngineError) return error;
  if (deadline?.isTimedOut)
    return new EngineError("ENGINE_TIMEOUT", `${what}: no answer in time`, {}, { cause: error });
  if (deadline?.signal.aborted)
    return new EngineError("ABORTED", `${what}: given up by the caller`, {}, { cause: error });
  if (error instanceof z.ZodError)
    return new EngineError("BAD_ANSWER", `${what}: ${z.prettifyError(error)}`, {}, { cause: error });
  const failure = failureSchema.safeParse(error).data ?? { message: String(error) };
  return new EngineError(codeOf(failure), `${what}: ${failure.message.trim()}`, {}, { cause: error });
}

function codeOf(failure: { message: string; code?: string; statusCode?: number }): EngineErrorCode {
  if (isNoSpace(failure.message)) return "NO_SPACE";
  if (failure.statusCode === 404) return "NOT_FOUND";
  if (failure.statusCode === 409) return "CONFLICT";
  if (failure.statusCode !== undefined) return "ENGINE_REFUSED";
  if (failure.code && UNREACHABLE.has(failure.code)) return "ENGINE_UNREACHABLE";
  return failure.message.includes("socket hang up") ? "ENGINE_UNREACHABLE" : "BAD_ANSWER";
}

export function isNoSpace(message: string): boolean {
  return /no space left on device|ENOSPC/i.test(message);
}
