/** Why a call to an engine failed. A closed set: callers switch on it, people get text from the dictionaries. */
export type EngineErrorCode =
  | "ENGINE_UNREACHABLE"
  | "ENGINE_TIMEOUT"
  | "ENGINE_REFUSED"
  | "NOT_FOUND"
  | "CONFLICT"
  | "NO_SPACE"
  | "BUILD_FAILED"
  | "EXEC_FAILED"
  | "OUTPUT_TOO_LARGE"
  | "BAD_ANSWER"
  | "ABORTED";

export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(
    readonly code: EngineErrorCode,
    /** For logs, never for a browser. */
    message: string,
    readonly params: Readonly<Record<string, string | number>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export function isEngineError(error: unknown, code?: EngineErrorCode): error is EngineError {
  // by name too: Next bundles its own copy of this module beside the server's
  const isOurs = error instanceof EngineError || (error instanceof Error && error.name === "EngineError");
  return isOurs && (code === undefined || ("code" in error && error.code === code));
}
