import { type ErrorBody, type ErrorCode, type ErrorParams, NaruError } from "@/lib/shared/errors";

/** An error the server told us of, with the id under which its log has the rest. */
export class RemoteError extends NaruError {
  constructor(
    code: ErrorCode,
    params: ErrorParams,
    readonly requestId: string,
  ) {
    super(code, params);
  }
}

/** The server could not be reached, so it had nothing to say. */
export class OfflineError extends Error {
  override readonly name = "OfflineError";
}

/** Answers to the wish for a socket that will be the same at the next try. */
export const FINAL_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "UNAUTHENTICATED",
  "FORBIDDEN_ORIGIN",
  "FORBIDDEN_HOST",
  "INVALID_REQUEST",
  "SANDBOX_NOT_FOUND",
  "LESSON_NOT_FOUND",
  "LESSON_BROKEN",
]);

/** How long the server asked us to wait, in milliseconds. */
export function toRetryMs(error: unknown): number {
  return error instanceof RemoteError ? Number(error.params.retryAfterSeconds ?? 0) * 1000 : 0;
}

/** What a person is told about a failure; `code` is null when the server was never reached. */
export interface Failure {
  code: ErrorCode | null;
  params: ErrorParams;
  requestId: string | null;
}

export function toFailure(error: unknown): Failure {
  if (error instanceof RemoteError) return { code: error.code, params: error.params, requestId: error.requestId };
  if (error instanceof NaruError) return { code: error.code, params: error.params, requestId: null };
  if (error instanceof OfflineError) return { code: null, params: {}, requestId: null };
  return { code: "INTERNAL", params: {}, requestId: null };
}

export function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    typeof error.code === "string" &&
    "requestId" in error
  );
}
