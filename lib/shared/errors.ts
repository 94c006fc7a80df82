/**
 * Every error that may reach a person, by code. The texts are in `texts/<locale>/errors`;
 * a code without a text in both languages does not compile.
 */
export const ERROR_CODES = [
  "INVALID_REQUEST",
  "BODY_TOO_LARGE",
  "UNAUTHENTICATED",
  "FORBIDDEN_ORIGIN",
  "FORBIDDEN_HOST",
  "NOT_FOUND",
  "METHOD_NOT_ALLOWED",
  "RATE_LIMITED",
  "TOO_MANY_REQUESTS",
  "SANDBOX_NOT_FOUND",
  "SANDBOX_NOT_READY",
  "SANDBOX_ELSEWHERE",
  "SANDBOX_ENDED",
  "SANDBOX_FAILED",
  "SANDBOX_BUSY",
  "EXTEND_LIMIT",
  "TERMINAL_LIMIT",
  "TERMINAL_LOST",
  "ENGINE_UNREACHABLE",
  "ENGINE_TIMEOUT",
  "HUB_UNREACHABLE",
  "IMAGES_NOT_READY",
  "IMAGES_FAILED",
  "CAPACITY_FULL",
  "RESERVATION_NOT_FOUND",
  "RESERVATION_TOO_LARGE",
  "LESSON_NOT_FOUND",
  "LESSON_BROKEN",
  "LESSON_CHANGED",
  "CHECK_UNKNOWN",
  "FILE_NOT_FOUND",
  "FILE_EXISTS",
  "FILE_CONFLICT",
  "FILE_TOO_LARGE",
  "FILE_NOT_TEXT",
  "FILE_NOT_ALLOWED",
  "DISK_FULL",
  "DATABASE_UNREACHABLE",
  "INTERNAL",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
export type ErrorParams = Record<string, string | number>;

/** Failures of ours that pass by themselves: a terminal's socket that was closed for one is worth opening again. */
export const PASSING_ERRORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "TERMINAL_LOST",
  "ENGINE_UNREACHABLE",
  "ENGINE_TIMEOUT",
  "DATABASE_UNREACHABLE",
  "INTERNAL",
]);

/** An error meant for people: a code with parameters. Anything else becomes INTERNAL at the edge. */
export class NaruError extends Error {
  override readonly name = "NaruError";
  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options?: { cause?: unknown },
  ) {
    super(code, options);
  }
}

/** Also for one made by another copy of this module: Next bundles its own beside the server's. */
export function isNaruError(error: unknown): error is NaruError {
  return error instanceof NaruError || (error instanceof Error && error.name === "NaruError" && "code" in error);
}

/** What crosses the wire: never a message or a stack. */
export interface ErrorBody {
  error: { code: ErrorCode; params: ErrorParams; requestId: string };
}
