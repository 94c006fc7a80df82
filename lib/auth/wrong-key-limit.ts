/** Wrong keys one address may send in a window before it has to wait. */
const WRONG_LIMIT = 10;
const WINDOW_MS = 60_000;
/** Addresses remembered at once; beyond it the oldest is forgotten. */
const MOST_PEERS = 1_000;

interface Window {
  wrong: number;
  endsAt: number;
}

/** Counts wrong keys by the address of the connection, in bounded memory. One that has used up its tries waits, right key or not. */
export class WrongKeyLimit {
  readonly #windows = new Map<string, Window>();

  isExhausted(peer: string, now = Date.now()): boolean {
    const window = this.#windows.get(peer);
    return window !== undefined && window.endsAt > now && window.wrong >= WRONG_LIMIT;
  }

  noteWrong(peer: string, now = Date.now()): void {
    const known = this.#windows.get(peer);
    const window = known && known.endsAt > now ? known : { wrong: 0, endsAt: now + WINDOW_MS };
    window.wrong += 1;
    // to the end of the line: the map keeps the order in which its entries came
    this.#windows.delete(peer);
    this.#windows.set(peer, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MOST_PEERS && oldest !== undefined) this.#windows.delete(oldest);
  }

  get size(): number {
    return this.#windows.size;
  }
}
