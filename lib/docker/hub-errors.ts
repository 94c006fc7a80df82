export type HubErrorCode =
  | "HUB_IMAGE_INVALID"
  | "HUB_NOT_ANSWERING"
  | "HUB_BUILD_FAILED"
  | "HUB_PUSH_FAILED"
  | "HUB_NOT_SERVED";

/** Why the hub, or one image of it, isn't there. Calls that fail in the engine itself throw EngineError. */
export class HubError extends Error {
  override readonly name = "HubError";

  constructor(
    readonly code: HubErrorCode,
    /** For logs, never for a browser. */
    message: string,
    readonly params: Readonly<Record<string, string>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
