/** Share of its processor above which a sandbox counts as wholly busy: a look is never quite on time. */
const BUSY_SHARE = 0.9;
/** Busy looks in a row that make a notice; at 20 s a look, 80 to 100 s after the beginning. */
const LOOKS = 4;
/** Then again after as many. */
const REPEAT_LOOKS = 30;

interface Sample {
  usedSeconds: number;
  atMs: number;
  busyLooks: number;
}

/**
 * Tells which sandboxes have used all of their processor for some time, from samples of what they used. Mining and scanning
 * look so, and so does a loop that somebody forgot. Samples are lost with the process; the next ones tell again.
 */
export class ProcessorWatch {
  #samples = new Map<string, Sample>();

  constructor(private readonly cpus: number) {}

  /** @returns ids to be noticed now, with for how long each has been busy. */
  look(
    usages: readonly { sandboxId: string; usedSeconds: number }[],
    atMs: number,
  ): { sandboxId: string; minutes: number }[] {
    const noticed: { sandboxId: string; minutes: number }[] = [];
    const next = new Map<string, Sample>();
    for (const { sandboxId, usedSeconds } of usages) {
      const before = this.#samples.get(sandboxId);
      const seconds = before ? (atMs - before.atMs) / 1000 : 0;
      const isBusy =
        before !== undefined && seconds > 0 && usedSeconds - before.usedSeconds > BUSY_SHARE * this.cpus * seconds;
      const busyLooks = isBusy ? (before?.busyLooks ?? 0) + 1 : 0;
      next.set(sandboxId, { usedSeconds, atMs, busyLooks });
      if (busyLooks >= LOOKS && (busyLooks - LOOKS) % REPEAT_LOOKS === 0)
        noticed.push({ sandboxId, minutes: Math.max(1, Math.round((busyLooks * seconds) / 60)) });
    }
    this.#samples = next;
    return noticed;
  }
}
