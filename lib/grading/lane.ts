/** Long enough for the handful of events of one `docker run`, far below what a person notices. */
const DEBOUNCE_MS = 25;

interface Waiter {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Rounds over marked ids, one at a time; what is marked during a round is looked at in the next. */
export class Lane {
  readonly #marked = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #waiters: Waiter[] = [];
  #isClosed = false;

  constructor(private readonly round: (ids: ReadonlySet<string>) => Promise<void>) {}

  mark(ids: Iterable<string>): void {
    for (const id of ids) this.#marked.add(id);
    if (this.#marked.size > 0) this.#schedule(DEBOUNCE_MS);
  }

  /** Settles with the end of a round over these ids that begins from now on. */
  flush(ids: Iterable<string>): Promise<void> {
    for (const id of ids) this.#marked.add(id);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#schedule(0);
    });
  }

  /** Ends with the round that may still run. */
  async close(reason: unknown): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(reason);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed || this.#running || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
        if (this.#waiters.length > 0) this.#schedule(0);
        else if (this.#marked.size > 0) this.#schedule(DEBOUNCE_MS);
      });
    }, delayMs);
  }

  async #run(): Promise<void> {
    const ids = new Set(this.#marked);
    const waiters = this.#waiters.splice(0);
    this.#marked.clear();
    try {
      await this.round(ids);
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      for (const waiter of waiters) waiter.reject(error);
    }
  }
}
