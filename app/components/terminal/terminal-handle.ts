import type { TerminalScreen } from "@/app/client/terminal-socket";

export type TerminalKey = "escape" | "tab" | "up" | "down" | "left" | "right";

/** What others may ask of a drawn terminal. */
export interface TerminalHandle extends TerminalScreen {
  readonly cols: number;
  readonly rows: number;
  focus(): void;
  /** As a paste from the keyboard: line ends and bracketed paste as the program inside wants them. */
  paste(text: string): void;
  /** As typed. */
  type(text: string): void;
  /** Runs a block of commands, line by line; false when a program that runs there gets it instead of the shell. */
  runCommand(command: string): boolean;
  sendKey(key: TerminalKey): void;
}
