import { startDeadline } from "../docker";
import { type InnerEngine, openInner } from "../docker/inner";
import { FIRST_TERMINAL } from "../shared/sandbox-view";
import { type HeldTerminal, holdTerminal, type TerminalHandlers, type TerminalLink, toShellExec } from "../terminal";
import { type SandboxLab, toEngineId } from "./context";
import { type HeldUnpack, holdUnpack } from "./copy-lesson-files";

/** The size most first tabs have; whoever takes the terminal brings their own. */
const SIZE = { cols: 100, rows: 30 };
/** Who has got a sandbox opens its first terminal sooner than this, or is not about to. */
const CLAIMED_MS = 60_000;
const OPEN_TIMEOUT_MS = 15_000;
/** One that could not be reached is left alone this long. */
const RETRY_MS = 15_000;

type HoldingLab = Pick<SandboxLab, "exec" | "connectInside">;

interface Held {
  terminal?: HeldTerminal;
  unpack?: HeldUnpack;
  inner?: InnerEngine;
  isOpening: boolean;
  openedAt: number;
  /** Ends it when nobody takes it after all. */
  claimTimer?: NodeJS.Timeout;
  /** No longer in the pool at the last look. */
  isDoubtful: boolean;
}

/**
 * What this process has open into sandboxes of the pool, so that whoever gets one waits for no process to be started in it:
 * the first terminal, a tar for the lesson's files, a connection to the engine. Only a cache: one that is gone is opened
 * anew by whoever wants it.
 */
export class HeldLinks {
  readonly #held = new Map<string, Held>();

  /** Starts the first shell, too. @throws TerminalLinkError when it does not answer; the others may be missing. */
  async hold(lab: HoldingLab, id: string, signal?: AbortSignal): Promise<void> {
    this.release(id);
    const engineId = toEngineId(id);
    const held: Held = { isOpening: true, openedAt: Date.now(), isDoubtful: false };
    this.#held.set(id, held);
    // ends only what is not open by then: the links outlive it
    const opening = startDeadline(signal, OPEN_TIMEOUT_MS);
    const limit = { signal: opening.signal };
    const [terminal, unpack, inner] = await Promise.allSettled([
      holdTerminal((cmd) => lab.exec(engineId, { ...toShellExec(cmd), ...limit }), { id: FIRST_TERMINAL, ...SIZE }),
      holdUnpack(lab, engineId, opening.signal),
      connectInner(lab, engineId, opening.signal),
    ]);
    opening.done();
    held.isOpening = false;
    if (terminal.status === "fulfilled") held.terminal = terminal.value;
    if (unpack.status === "fulfilled") held.unpack = unpack.value;
    if (inner.status === "fulfilled") held.inner = inner.value;
    if (terminal.status === "rejected" || this.#held.get(id) !== held) close(held);
    if (terminal.status === "rejected") throw terminal.reason;
    held.terminal?.over.then(() => {
      held.terminal = undefined;
    });
    const forgetUnpack = () => {
      held.unpack = undefined;
    };
    held.unpack?.exit.then(forgetUnpack, forgetUnpack);
  }

  /** Ids of which no terminal is held, and none is being opened or was tried a moment ago. */
  missing(ids: readonly string[], now = Date.now()): string[] {
    return ids.filter((id) => {
      const held = this.#held.get(id);
      return !held || (!held.terminal && !held.isOpening && now - held.openedAt >= RETRY_MS);
    });
  }

  /** A student has got it: what is held is theirs for a while. */
  claim(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    clearTimeout(held.claimTimer);
    held.claimTimer = setTimeout(() => this.release(id), CLAIMED_MS);
    held.claimTimer.unref();
  }

  /** The first terminal, for one taker. */
  takeTerminal(id: string, size: { cols: number; rows: number }, handlers: TerminalHandlers): TerminalLink | undefined {
    return this.#held.get(id)?.terminal?.take(size, handlers);
  }

  /** For one taker, who uses it up. */
  takeUnpack(id: string): HeldUnpack | undefined {
    const held = this.#held.get(id);
    const unpack = held?.unpack;
    if (held) held.unpack = undefined;
    return unpack;
  }

  /** Lent: it stays to be taken. */
  findInner(id: string): InnerEngine | undefined {
    return this.#held.get(id)?.inner;
  }

  /** For one taker, who closes it. */
  takeInner(id: string): InnerEngine | undefined {
    const held = this.#held.get(id);
    const inner = held?.inner;
    if (held) held.inner = undefined;
    return inner;
  }

  /** Closes whatever of it has not been taken. */
  release(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    close(held);
  }

  /** Closes what belongs to none of these and has been claimed by nobody here: another process may give one away. */
  keepOnly(warmIds: ReadonlySet<string>): void {
    for (const [id, held] of this.#held) {
      if (held.claimTimer) continue;
      const isGone = !warmIds.has(id);
      // one look may fall between a claim and its note here, or while a new one becomes warm
      if (isGone && held.isDoubtful) this.release(id);
      held.isDoubtful = isGone;
    }
  }
}

function close(held: Held): void {
  clearTimeout(held.claimTimer);
  held.terminal?.close();
  held.unpack?.destroy();
  held.inner?.close();
  held.terminal = held.unpack = held.inner = undefined;
}

/** An engine's door with the connections open that a session begins with: for the events, and for what they raise. */
async function connectInner(lab: HoldingLab, engineId: string, signal: AbortSignal): Promise<InnerEngine> {
  const inner = openInner(lab, engineId);
  try {
    const limits = { timeoutMs: OPEN_TIMEOUT_MS, maxBytes: 64, beyond: "fail" } as const;
    const greet = () => inner.bytes("GET", "/_ping", { ...limits, signal });
    await Promise.all([greet(), greet()]);
    return inner;
  } catch (error) {
    inner.close();
    throw error;
  }
}
