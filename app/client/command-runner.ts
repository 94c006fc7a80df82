/** Where commands go: a terminal whose shell tells by marks when it begins and ends a command (OSC 133). */
interface Target {
  /** As a paste from the keyboard. */
  paste(text: string): void;
  /** As typed. */
  type(text: string): void;
}

/**
 * Runs the commands of a lesson's block one after the other: the next line waits for the shell's prompt, so that every
 * output stands under its own command. A shell that gives no marks gets the whole block at once.
 */
export class CommandRunner {
  #waiting: string[] = [];
  #isBusy = false;

  constructor(private readonly target: Target) {}

  /** False when the shell is not at its prompt: the text then goes to the program that runs there. */
  run(command: string): boolean {
    const isFree = !this.#isBusy;
    const [first = "", ...rest] = isFree ? splitCommands(command) : [command];
    this.#waiting = rest;
    this.#send(first);
    return isFree;
  }

  /** The shell shows its prompt. */
  atPrompt(): void {
    this.#isBusy = false;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#send(next);
  }

  /** The shell has begun a command. */
  atCommand(): void {
    this.#isBusy = true;
  }

  /** Somebody types themselves: what waits would come as a surprise. */
  cancel(): void {
    this.#waiting = [];
  }

  #send(text: string): void {
    this.target.paste(text);
    this.target.type("\r");
  }
}

/** A block's lines, or the whole of it where lines belong together: a here-document, a continuation, an open brace. */
function splitCommands(command: string): string[] {
  const lines = command.split("\n");
  const isWhole = lines.some((line) => /\\$|<<|[({|]$|&&$|^\s|^(do|done|then|fi|else|[)}])\b/.test(line));
  return isWhole ? [command] : lines.filter((line) => line.trim() !== "");
}
