import {
  type AttachOptions,
  attachTerminal,
  type OpenExec,
  type TerminalHandlers,
  type TerminalLink,
  TerminalLinkError,
} from "./attach";
import type { TerminalHello } from "./frames";

/** A terminal that the server is attached to before anybody looks at it. */
export interface HeldTerminal {
  /**
   * Hands the link over as if it had been opened just now, at the taker's size. Undefined when it was taken before, has
   * ended, or somebody else has been at the terminal meanwhile: then a new attach is due.
   */
  take(size: { cols: number; rows: number }, handlers: TerminalHandlers): TerminalLink | undefined;
  /** Leaves, unless it has been taken; the shell runs on. */
  close(): void;
  /** Settles when there is nothing left to be taken. */
  readonly over: Promise<void>;
}

/**
 * Starts a terminal's shell and stays attached. What it says until it is taken is kept: a prompt. More than the link's
 * credit cannot come, since nothing is acknowledged. @throws TerminalLinkError when no shell answers.
 */
export async function holdTerminal(openExec: OpenExec, options: AttachOptions): Promise<HeldTerminal> {
  const holding = new Holding();
  holding.link = await attachTerminal(openExec, options, holding);
  await holding.opened;
  return holding;
}

type Call = (taker: TerminalHandlers) => void;

class Holding implements HeldTerminal, TerminalHandlers {
  link: TerminalLink | undefined;
  readonly opened: Promise<void>;
  readonly over: Promise<void>;
  #settleOpened: (error?: TerminalLinkError) => void = () => {};
  #settleOver: () => void = () => {};
  #isOver = false;
  #isLeft = false;
  #hello: TerminalHello | undefined;
  #position = 0;
  /** What a taker is still to hear; undefined once it hears everything as it comes. */
  #waiting: Call[] | undefined = [];
  #taker: TerminalHandlers | undefined;

  constructor() {
    this.opened = new Promise((resolve, reject) => {
      this.#settleOpened = (error) => (error ? reject(error) : resolve());
    });
    this.opened.catch(() => {});
    this.over = new Promise((resolve) => {
      this.#settleOver = resolve;
    });
  }

  take(size: { cols: number; rows: number }, taker: TerminalHandlers): TerminalLink | undefined {
    const { link } = this;
    if (this.#isOver || !link) return undefined;
    this.#end();
    this.#taker = taker;
    link.resize(size);
    // the taker gets its link first, then the first call
    setImmediate(() => this.#catchUp(taker));
    return {
      input: (bytes) => link.input(bytes),
      resize: (to) => link.resize(to),
      ack: (offset) => link.ack(offset),
      close: () => {
        this.#isLeft = true;
        link.close();
      },
    };
  }

  close(): void {
    if (this.#isOver) return;
    this.#end();
    this.link?.close();
  }

  onHello(hello: TerminalHello): void {
    if (this.#taker) return this.#tell((taker) => taker.onHello(hello));
    // a second one means that output was lost
    if (this.#hello) return this.close();
    this.#hello = hello;
    this.#position = hello.from;
    this.#settleOpened();
  }

  onData(bytes: Uint8Array, offset: number): void {
    if (!this.#taker) this.#position = offset + bytes.length;
    this.#tell((taker) => taker.onData(bytes, offset));
  }

  onResized(resized: { cols: number; rows: number; offset: number }): void {
    // nobody but another reader resizes before the take
    if (this.#taker) this.#tell((taker) => taker.onResized(resized));
    else this.close();
  }

  onExit(exit: { code: number | null; signal: number | null }): void {
    if (this.#taker) this.#tell((taker) => taker.onExit(exit));
    else this.#end(new TerminalLinkError("LINK_LOST", "the shell has ended"));
  }

  onError(error: TerminalLinkError): void {
    if (this.#taker) this.#tell((taker) => taker.onError(error));
    else this.#end(error);
  }

  onInputDrained(): void {
    this.#tell((taker) => taker.onInputDrained?.());
  }

  #end(error?: TerminalLinkError): void {
    this.#isOver = true;
    this.#settleOpened(error);
    this.#settleOver();
  }

  #tell(call: Call): void {
    if (this.#waiting) this.#waiting.push(call);
    else if (this.#taker) call(this.#taker);
  }

  /** All that was said so far, as the answer to an attach of this moment would have told it. */
  #catchUp(taker: TerminalHandlers): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if (this.#isLeft || !this.#hello) return;
    try {
      taker.onHello({ ...this.#hello, end: this.#position });
      for (const call of waiting) if (!this.#isLeft) call(taker);
    } catch (cause) {
      this.link?.close();
      taker.onError(new TerminalLinkError("HANDLER_FAILED", "while catching up", undefined, { cause }));
    }
  }
}
