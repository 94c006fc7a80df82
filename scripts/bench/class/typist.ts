import { pause } from "@/lib/docker/deadline";
import type { TerminalConnection } from "@/tests/student";
import type { Command } from "./activities";
import { ClassFailure } from "./failures";
import type { ClassFigures } from "./figures";
import type { Chance } from "./random";

/** An echo that takes longer than this is counted as a failure, and as this long. */
export const ECHO_LIMIT_MS = 10_000;
/** A build on a busy machine, its first pull included. */
const COMMAND_LIMIT_MS = 120_000;
/** The mark before a prompt, an exit code where it is not 0, and the prompt's end. */
const PROMPT = /\x1b\]133;A\x07(?:\x1b\[90m\((\d+)\))?[^\n]*\$ /;
const CLEAR_LINE = "\x15";
const INTERRUPT = "\x03";

/** A person at a keyboard: one key after the other, each one's echo timed. */
export class Typist {
  constructor(
    private readonly chance: Chance,
    private readonly figures: ClassFigures,
    private readonly signal: AbortSignal,
  ) {}

  /** Types a command, waits for the next prompt and answers the output. @throws ClassFailure. */
  async run(terminal: TerminalConnection, { name, line, expects }: Command): Promise<string> {
    for (const key of line) {
      await this.#key(terminal, key);
      await pause(this.chance.between(80, 320), this.signal);
    }
    terminal.forget();
    terminal.type("\r");
    try {
      await terminal.waitFor(PROMPT, { timeoutMs: COMMAND_LIMIT_MS });
    } catch (error) {
      if (terminal.isClosed) throw error;
      terminal.type(INTERRUPT);
      throw new ClassFailure(`command timeout:${name}`, terminal.text.slice(-200), { cause: error });
    }
    const output = terminal.text;
    const exitCode = PROMPT.exec(output)?.[1];
    if (exitCode !== undefined || (expects !== undefined && !output.includes(expects)))
      throw new ClassFailure(`command failed:${name}`, `exit code ${exitCode ?? 0}: ${output.slice(-250)}`);
    return output;
  }

  /** A key at an idle prompt, taken back at once. */
  async touch(terminal: TerminalConnection): Promise<void> {
    await this.#key(terminal, this.chance.pick([..."abcdefgh"]));
    terminal.type(CLEAR_LINE);
  }

  async #key(terminal: TerminalConnection, key: string): Promise<void> {
    terminal.forget();
    const typedAt = performance.now();
    const samples = this.figures.isRamp ? this.figures.rampEchoMs : this.figures.echoMs;
    terminal.type(key);
    try {
      await terminal.waitFor(key, { timeoutMs: ECHO_LIMIT_MS });
    } catch (error) {
      if (terminal.isClosed) throw error;
      samples.push(ECHO_LIMIT_MS);
      throw new ClassFailure("echo timeout", terminal.text.slice(-200), { cause: error });
    }
    samples.push(performance.now() - typedAt);
  }
}
