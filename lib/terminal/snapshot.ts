import * as serializeModule from "@xterm/addon-serialize";
import * as unicode11Module from "@xterm/addon-unicode11";
import type { Terminal as HeadlessTerminal, IBufferLine } from "@xterm/headless";
import * as headlessModule from "@xterm/headless";
import { boundRepeats } from "../shared/bound-repeats";

// The packages are UMD: Node shows their exports under `default` only, bundlers show them directly.
const { Terminal } = exportsOf(headlessModule);
const { SerializeAddon } = exportsOf(serializeModule);
const { Unicode11Addon } = exportsOf(unicode11Module);

function exportsOf<T extends object>(module: T): T {
  return "default" in module ? (module.default as T) : module;
}

export interface SnapshotInput {
  /** Escape sequences that set the modes in force where the ring starts. */
  modes: string;
  /** [absolute offset, cols, rows]; the entry at or before `start` is the size there. */
  resizes: readonly (readonly [number, number, number])[];
  /** The size to end in. */
  cols: number;
  rows: number;
  ring: Uint8Array;
  /** Absolute offset of the ring's first byte. */
  start: number;
}

export interface Snapshot {
  ansi: string;
  cols: number;
  rows: number;
  /**
   * Bytes of the ring the picture contains. What follows is the beginning of a character or of an
   * escape sequence whose rest is still to come: send it on as ordinary data.
   */
  consumedBytes: number;
}

const scrollbackLines = 2000;
const basicColorMode = 0x1000000;
const writeChunkBytes = 64 * 1024;

/**
 * Draws the ring into a terminal nobody sees and writes down the result, so that a browser gets a
 * picture and not the history: old queries in it (cursor position, colours) stay unanswered.
 */
export async function renderSnapshot(input: SnapshotInput): Promise<Snapshot> {
  const consumedBytes = findCompleteLength(input.ring);
  const sizes = input.resizes.map(([offset, cols, rows]) => ({ at: offset - input.start, cols, rows }));
  const first = sizes.findLast((size) => size.at <= 0) ?? input;
  const terminal = new Terminal({
    allowProposedApi: true,
    cols: first.cols,
    rows: first.rows,
    scrollback: scrollbackLines,
    logLevel: "off",
  });
  try {
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = "11";
    boundRepeats(terminal);
    const serializer = new SerializeAddon();
    // The add-on is typed for the browser's terminal; it uses the shared part only.
    terminal.loadAddon(serializer as unknown as Parameters<HeadlessTerminal["loadAddon"]>[0]);

    await write(terminal, input.modes);
    let at = 0;
    for (const size of sizes) {
      if (size.at <= 0 || size.at > consumedBytes) continue;
      await writeBytes(terminal, input.ring.subarray(at, size.at));
      at = size.at;
      terminal.resize(size.cols, size.rows);
    }
    await writeBytes(terminal, input.ring.subarray(at, consumedBytes));
    if (terminal.cols !== input.cols || terminal.rows !== input.rows) terminal.resize(input.cols, input.rows);
    return { ansi: toAnsi(terminal, serializer), cols: input.cols, rows: input.rows, consumedBytes };
  } finally {
    terminal.dispose();
  }
}

function write(terminal: HeadlessTerminal, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => terminal.write(data, resolve));
}

async function writeBytes(terminal: HeadlessTerminal, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += writeChunkBytes) {
    await write(terminal, bytes.subarray(at, at + writeChunkBytes));
  }
}

/** What the serialize add-on leaves out lies in internals of the pinned xterm version. */
interface TerminalInternals {
  _core?: {
    coreService?: { isCursorHidden?: boolean };
    coreMouseService?: { activeEncoding?: string };
    _charsetService?: { glevel?: number; _charsets?: unknown[] };
    buffer?: { scrollTop?: number; scrollBottom?: number };
  };
}

function toAnsi(
  terminal: HeadlessTerminal,
  serializer: { serialize: InstanceType<typeof SerializeAddon>["serialize"] },
): string {
  const normal = serializer.serialize({ excludeAltBuffer: true, excludeModes: true });
  const screens = serializer.serialize({ excludeModes: true });
  const modes = serializer.serialize().slice(screens.length);
  // The alternate screen must not begin in the colours in which the normal one ended.
  const alternate = screens.slice(normal.length);
  let ansi = alternate === "" ? normal : `${normal}\x1b[0m${alternate}`;

  ansi += paintBlankRows(terminal);
  const core = (terminal as unknown as TerminalInternals)._core;
  const { scrollTop = 0, scrollBottom = terminal.rows - 1 } = core?.buffer ?? {};
  const hasMargins = scrollTop > 0 || scrollBottom < terminal.rows - 1;
  if (hasMargins) ansi += `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
  ansi += modes;
  if (hasMargins || terminal.modes.originMode) {
    // Both home the cursor, and origin mode counts rows from the top margin.
    const { cursorX, cursorY } = terminal.buffer.active;
    const row = cursorY - (terminal.modes.originMode ? scrollTop : 0);
    ansi += `\x1b[${row + 1};${Math.min(cursorX, terminal.cols - 1) + 1}H`;
  }
  const encoding = core?.coreMouseService?.activeEncoding;
  if (encoding === "SGR") ansi += "\x1b[?1006h";
  if (encoding === "SGR_PIXELS") ansi += "\x1b[?1016h";
  if (core?._charsetService?._charsets?.[0]) ansi += "\x1b(0";
  if (core?.coreService?.isCursorHidden) ansi += "\x1b[?25l";
  return ansi;
}

/**
 * Rows below the last text that only have a background colour (a dialog's blue screen): the
 * serialize add-on stops at the text. Drawn between saving and restoring the cursor, which keeps
 * colours and a pending wrap.
 */
function paintBlankRows(terminal: HeadlessTerminal): string {
  const { active } = terminal.buffer;
  let painted = "";
  for (let y = terminal.rows - 1; y >= 0; y--) {
    const line = active.getLine(active.baseY + y);
    if (line?.translateToString(true) !== "") break;
    let x = 0;
    while (x < terminal.cols) {
      const color = backgroundOf(line, x);
      const from = x++;
      while (x < terminal.cols && backgroundOf(line, x) === color) x++;
      if (color !== "") painted += `\x1b[${y + 1};${from + 1}H\x1b[0;${color}m\x1b[${x - from}X`;
    }
  }
  return painted === "" ? "" : `\x1b7${painted}\x1b8`;
}

function backgroundOf(line: IBufferLine, x: number): string {
  const cell = line.getCell(x);
  if (!cell || cell.isBgDefault()) return "";
  const color = cell.getBgColor();
  if (cell.isBgRGB()) return `48;2;${color >> 16};${(color >> 8) & 255};${color & 255}`;
  // Basic and bright colours are kept in a mode of their own; 48;5 would change that.
  return cell.getBgColorMode() === basicColorMode && color < 16
    ? String(color < 8 ? 40 + color : 92 + color)
    : `48;5;${color}`;
}

type Syntax = "ground" | "escape" | "csi" | "string" | "stringEscape";

/** Length of the longest prefix that ends neither inside a UTF-8 character nor an escape sequence. */
export function findCompleteLength(bytes: Uint8Array): number {
  let state: Syntax = "ground";
  let complete = 0;
  let continuationsLeft = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0x18 || byte === 0x1a) state = "ground";
    else if (byte === 0x1b) state = state === "string" ? "stringEscape" : "escape";
    else if (state === "escape" || state === "stringEscape") state = afterEscape(byte, state);
    else if (state === "csi") state = byte >= 0x40 && byte <= 0x7e ? "ground" : "csi";
    else if (state === "string") state = byte === 0x07 ? "ground" : "string";
    if (state !== "ground") {
      continuationsLeft = 0;
      continue;
    }
    if (byte < 0x80) continuationsLeft = 0;
    else if (byte < 0xc0) continuationsLeft = Math.max(0, continuationsLeft - 1);
    else continuationsLeft = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf8 ? 3 : 0;
    if (continuationsLeft === 0) complete = i + 1;
  }
  return complete;
}

function afterEscape(byte: number, state: "escape" | "stringEscape"): Syntax {
  if (state === "stringEscape" && byte === 0x5c) return "ground";
  if (byte < 0x30) return "escape"; // intermediates and stray controls
  if (byte === 0x5b) return "csi";
  return [0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(byte) ? "string" : "ground";
}
