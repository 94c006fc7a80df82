const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

/**
 * Calls `connect` again after a drop: at 0.25 s, doubling up to 5 s, and at once when the network or the tab comes back.
 * `dispose` releases the listeners.
 */
export class Reconnect {
  #delayMs = FIRST_DELAY_MS;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly connect: () => void) {
    globalThis.addEventListener?.("online", this.#now);
    globalThis.document?.addEventListener("visibilitychange", this.#whenVisible);
  }

  /** @param leastMs what the server asked to wait. */
  schedule(leastMs = 0): void {
    if (this.#timer) return;
    // Half of it is chance, so that a class does not come back in one wave.
    const delayMs = this.#delayMs / 2 + Math.random() * (this.#delayMs / 2);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    this.#timer = setTimeout(this.#now, Math.max(delayMs, leastMs));
  }

  succeeded(): void {
    this.#delayMs = FIRST_DELAY_MS;
    this.cancel();
  }

  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  dispose(): void {
    this.cancel();
    globalThis.removeEventListener?.("online", this.#now);
    globalThis.document?.removeEventListener("visibilitychange", this.#whenVisible);
  }

  /** Only while a try is due: an open link is left alone. */
  readonly #now = (): void => {
    if (!this.#timer) return;
    this.cancel();
    this.connect();
  };

  readonly #whenVisible = (): void => {
    if (document.visibilityState === "visible") this.#now();
  };
}
