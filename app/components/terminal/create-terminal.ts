import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { CommandRunner } from "@/app/client/command-runner";
import { boundRepeats } from "@/lib/shared/bound-repeats";
import { INPUT_METHOD_KEY, sendCompositions } from "./send-compositions";
import type { TerminalHandle, TerminalKey } from "./terminal-handle";
import { TERMINAL_THEME } from "./terminal-theme";

const FONT = '"Naru Signs", "Nanum Gothic Coding", "D2Coding", "Noto Sans Mono CJK KR", monospace';
/** Even, so that a cell, half as wide, is a whole number of pixels. */
const FONT_SIZE = { narrow: 14, wide: 15 };
const SCROLLBACK_LINES = 5_000;

export interface CreatedTerminal {
  term: Terminal;
  search: SearchAddon;
  handle: TerminalHandle;
  dispose: () => void;
}

interface Options {
  host: HTMLElement;
  signal: AbortSignal;
  label: string;
  isScreenReaderMode: boolean;
  onInput: (bytes: Uint8Array<ArrayBuffer>) => void;
  onResize: (cols: number, rows: number) => void;
  /** True when the page took the key. Never asked while a syllable is being composed. */
  onKey: (event: KeyboardEvent) => boolean;
}

/** The font decides the cell's size, so it is there before the first cell is measured. */
async function loadFont(fontSize: number): Promise<void> {
  await Promise.race([
    Promise.all([
      document.fonts.load(`${fontSize}px ${FONT}`, "Wm가"),
      document.fonts.load(`bold ${fontSize}px ${FONT}`, "Wm가"),
    ]),
    new Promise((resolve) => setTimeout(resolve, 1_500)),
  ]).catch(() => undefined);
}

/** xterm measures its cell once and gets it wrong in a pane that is not shown yet. */
function whenShown(host: HTMLElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const observer = new ResizeObserver(() => {
      if (host.clientWidth === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(host);
    signal.addEventListener("abort", () => {
      observer.disconnect();
      reject(signal.reason);
    });
  });
}

/** Waits until the host is in view. @throws the signal's reason when it is aborted before. */
export async function createTerminal(options: Options): Promise<CreatedTerminal> {
  const { host, signal } = options;
  await whenShown(host, signal);
  const fontSize = window.matchMedia("(min-width: 900px)").matches ? FONT_SIZE.wide : FONT_SIZE.narrow;
  await loadFont(fontSize);
  signal.throwIfAborted();
  const term = new Terminal({
    allowProposedApi: true,
    fontFamily: FONT,
    fontSize,
    lineHeight: 1.2,
    cursorBlink: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    minimumContrastRatio: 4.5,
    scrollback: SCROLLBACK_LINES,
    screenReaderMode: options.isScreenReaderMode,
    theme: TERMINAL_THEME,
    // OSC 8 links come from programs inside: only web addresses, and never in our own window.
    linkHandler: { allowNonHttpProtocols: false, activate: (_event, uri) => openWebLink(uri) },
  });
  const fitAddon = new FitAddon();
  const search = new SearchAddon();
  term.loadAddon(fitAddon);
  term.loadAddon(search);
  term.loadAddon(new WebLinksAddon((_event, uri) => openWebLink(uri)));
  term.loadAddon(new Unicode11Addon());
  term.unicode.activeVersion = "11";
  boundRepeats(term);
  term.open(host);
  term.textarea?.setAttribute("aria-label", options.label);

  const stopCompositions = sendCompositions(term, host);
  const encoder = new TextEncoder();
  term.onData((data) => options.onInput(encoder.encode(data)));
  // Mouse reports above column 95 are bytes, not characters.
  term.onBinary((data) => options.onInput(Uint8Array.from(data, (character) => character.charCodeAt(0))));
  term.onResize(({ cols, rows }) => options.onResize(cols, rows));
  term.attachCustomKeyEventHandler((event) => {
    if (event.isComposing || event.keyCode === INPUT_METHOD_KEY) return true;
    return !(event.type === "keydown" && options.onKey(event));
  });

  // Naming the font anew measures the cell again, after a slice of it came late.
  const remeasure = () => {
    term.options.fontFamily = term.options.fontFamily === FONT ? `${FONT}, monospace` : FONT;
  };
  const refit = () => {
    remeasure();
    fitToHost();
  };
  const fitToHost = () => {
    if (host.clientWidth > 0 && host.clientHeight > 0) fitAddon.fit();
  };
  fitToHost();
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(fitToHost);
  });
  observer.observe(host);

  document.fonts.addEventListener("loadingdone", refit);

  return {
    term,
    search,
    handle: toHandle(term),
    dispose: () => {
      document.fonts.removeEventListener("loadingdone", refit);
      cancelAnimationFrame(frame);
      observer.disconnect();
      stopCompositions();
      term.dispose();
    },
  };
}

/** Follows the shell's marks; see the sandbox's .bashrc. */
function createRunner(term: Terminal): CommandRunner {
  const runner = new CommandRunner({ paste: (text) => term.paste(text), type: (text) => term.input(text) });
  term.parser.registerOscHandler(133, (data) => {
    if (data.startsWith("A")) runner.atPrompt();
    else if (data.startsWith("C")) runner.atCommand();
    return true;
  });
  term.onKey(() => runner.cancel());
  return runner;
}

function toHandle(term: Terminal): TerminalHandle {
  const runner = createRunner(term);
  return {
    runCommand: (command) => runner.run(command),
    get cols() {
      return term.cols;
    },
    get rows() {
      return term.rows;
    },
    write: (bytes, done) => term.write(bytes, done),
    replace: (cols, rows, screen, done) => {
      term.reset();
      term.resize(cols, rows);
      term.write(screen, done);
    },
    resize: (cols, rows) => term.resize(cols, rows),
    focus: () => term.focus(),
    paste: (text) => term.paste(text),
    type: (text) => term.input(text),
    sendKey: (key) => term.input(toSequence(key, term.modes.applicationCursorKeysMode)),
  };
}

function toSequence(key: TerminalKey, isApplicationMode: boolean): string {
  const prefix = isApplicationMode ? "\x1bO" : "\x1b[";
  switch (key) {
    case "escape":
      return "\x1b";
    case "tab":
      return "\t";
    case "up":
      return `${prefix}A`;
    case "down":
      return `${prefix}B`;
    case "right":
      return `${prefix}C`;
    case "left":
      return `${prefix}D`;
  }
}

function openWebLink(uri: string): void {
  if (!URL.canParse(uri)) return;
  const { protocol } = new URL(uri);
  if (protocol === "http:" || protocol === "https:") window.open(uri, "_blank", "noopener,noreferrer");
}
