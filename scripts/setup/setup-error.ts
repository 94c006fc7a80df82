export type SetupErrorCode =
  | "ENGINE_NOT_INSTALLED"
  | "ENGINE_NOT_RUNNING"
  | "ENGINE_NOT_ALLOWED"
  | "ENGINE_UNREACHABLE"
  | "ENGINE_TOO_OLD"
  | "BASE_IMAGE_UNAVAILABLE"
  | "COMMAND_FAILED"
  | "ALREADY_RUNNING"
  | "TEST_PACKAGES_MISSING"
  | "BUILD_FAILED"
  | "DISK_TOO_SMALL"
  | "PORT_BUSY"
  | "RUNTIME_UNKNOWN"
  | "SERVER_FAILED";

/** Why the set-up cannot go on: `message` says what is missing, `hint` what to type. */
export class SetupError extends Error {
  override readonly name = "SetupError";

  constructor(
    readonly code: SetupErrorCode,
    message: string,
    readonly hint: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
