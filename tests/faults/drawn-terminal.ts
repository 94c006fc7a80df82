import unicode11 from "@xterm/addon-unicode11";
import headless, { type Terminal } from "@xterm/headless";
import type { TerminalConnection } from "../student";

/** Draws what a connection gets as the page does, to be read as rows of text. */
export class DrawnTerminal {
  readonly #terminal: Terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true });

  /** To be made with the connection, before anything arrives. */
  constructor(connection: TerminalConnection) {
    this.#terminal.loadAddon(new unicode11.Unicode11Addon());
    this.#terminal.unicode.activeVersion = "11";
    connection.socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (isBinary) return this.#terminal.write(data);
      const message = JSON.parse(String(data));
      if (message.type === "resized") this.#terminal.resize(message.cols, message.rows);
      if (message.type !== "screen") return;
      this.#terminal.reset();
      this.#terminal.resize(message.cols, message.rows);
      this.#terminal.write(message.screen);
    });
  }

  /** The rows on the screen, once all that has arrived is drawn. */
  async readRows(): Promise<string[]> {
    await new Promise<void>((resolve) => this.#terminal.write("", resolve));
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? "",
    );
  }

  get size(): { cols: number; rows: number } {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }
}
