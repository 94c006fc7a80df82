/** Causes kept apart; a bug that names each failure anew must not fill the memory. */
const MAX_CAUSES = 60;
const OTHER = "other";

/** A failure of the site as a student meets it, with the cause it is counted under. */
export class ClassFailure extends Error {
  override readonly name = "ClassFailure";
  constructor(
    readonly failure: string,
    detail = "",
    options?: ErrorOptions,
  ) {
    super(detail ? `${failure}: ${detail}` : failure, options);
  }
}

/** Counts failures by cause, and keeps what the first of each looked like. */
export class Failures {
  readonly #counts = new Map<string, number>();
  readonly #first = new Map<string, string>();

  add(cause: string, detail = ""): void {
    const known = this.#counts.has(cause) || this.#counts.size < MAX_CAUSES ? cause : OTHER;
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + 1);
    if (detail && !this.#first.has(known)) this.#first.set(known, detail.slice(0, 300));
  }

  /** Whatever was thrown while a student was at `stage`. */
  addError(stage: string, error: unknown): void {
    this.add(toCause(stage, error), error instanceof Error ? error.message : String(error));
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Most frequent first. */
  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a));
  }

  firstOf(cause: string): string | undefined {
    return this.#first.get(cause);
  }
}

/** The cause an error is counted under: its own, the network's code, a wait that ended, or only where it happened. */
export function toCause(stage: string, error: unknown): string {
  if (error instanceof ClassFailure) return error.failure;
  if (!(error instanceof Error)) return `${stage} failed`;
  const code = findCode(error) ?? findCode(error.cause);
  if (code) return `${stage} failed:${code}`;
  const isTimeout = error.name === "TimeoutError" || / within \d+ ms/.test(error.message);
  return isTimeout ? `${stage} timeout` : `${stage} failed`;
}

/** Why an answer of the API is a failure: its status, and our own error code where it has one. */
export function toHttpCause(status: number, body: unknown): string {
  const code = isObject(body) && isObject(body.error) && typeof body.error.code === "string" ? body.error.code : "";
  return `HTTP ${status}${code ? ` ${code}` : ""}`;
}

function findCode(error: unknown): string | undefined {
  return isObject(error) && typeof error.code === "string" ? error.code : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
