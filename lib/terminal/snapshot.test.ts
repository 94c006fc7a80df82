import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as unicode11Module from "@xterm/addon-unicode11";
import * as headlessModule from "@xterm/headless";
import { describe, expect, test, vi } from "vitest";
import { findCompleteLength, renderSnapshot, type SnapshotInput } from "./snapshot";

vi.setConfig({ testTimeout: 30_000 });

const { Terminal } = "default" in headlessModule ? (headlessModule.default as typeof headlessModule) : headlessModule;
const { Unicode11Addon } =
  "default" in unicode11Module ? (unicode11Module.default as typeof unicode11Module) : unicode11Module;
type HeadlessTerminal = InstanceType<typeof Terminal>;

const bytes = (text: string) => new TextEncoder().encode(text);
const write = (terminal: HeadlessTerminal, data: string | Uint8Array) =>
  new Promise<void>((done) => terminal.write(data, done));

function openTerminal(cols: number, rows: number): HeadlessTerminal {
  const terminal = new Terminal({ allowProposedApi: true, cols, rows, scrollback: 2000, logLevel: "off" });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  return terminal;
}

/** Every cell of both buffers with its look, the cursor, and what input and later output depend on. */
function describeTerminal(terminal: HeadlessTerminal) {
  const grid = (buffer: HeadlessTerminal["buffer"]["active"]) =>
    Array.from({ length: buffer.length }, (_, y) => {
      const line = buffer.getLine(y);
      const cells = Array.from({ length: terminal.cols }, (_, x) => {
        const cell = line?.getCell(x);
        if (!cell) return "";
        const look = [
          cell.isBold(),
          cell.isItalic(),
          cell.isDim(),
          cell.isUnderline(),
          cell.isInverse(),
          cell.isStrikethrough(),
        ];
        const color = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
        return `${cell.getChars() || " "}/${cell.getWidth()}/${look.map(Number).join("")}/${color.join(",")}`;
      });
      const row = cells.join("|").replace(/(\| \/1\/000000\/0,-1,0,-1)+$/, "");
      return `${line?.isWrapped ? "wrapped " : ""}${row.replaceAll("/1/000000/0,-1,0,-1", "")}`;
    });
  // biome-ignore lint/suspicious/noExplicitAny: what the public API does not show
  const core = (terminal as any)._core;
  const { active, normal } = terminal.buffer;
  return {
    screen: active.type,
    normal: active.type === normal.type ? [] : grid(normal),
    active: grid(active),
    cursor: [active.cursorX, active.cursorY, active.baseY],
    modes: terminal.modes,
    isCursorHidden: core.coreService.isCursorHidden as boolean,
    mouseEncoding: core.coreMouseService.activeEncoding as string,
    margins: [core.buffer.scrollTop, core.buffer.scrollBottom] as number[],
  };
}

async function restore(input: SnapshotInput) {
  const snapshot = await renderSnapshot(input);
  const terminal = openTerminal(snapshot.cols, snapshot.rows);
  await write(terminal, snapshot.ansi);
  await write(terminal, input.ring.subarray(snapshot.consumedBytes));
  return terminal;
}

const plain = { modes: "", resizes: [[0, 80, 24]] as [number, number, number][], cols: 80, rows: 24, start: 0 };

const vimLike = [
  "$ vim 메모.txt\r\n",
  "\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\x1b[?2004h\x1b[?1002h\x1b[?1006h\x1b[1;24r\x1b[?12h\x1b[?12l\x1b[27m\x1b[23m\x1b[29m\x1b[m\x1b[H\x1b[2J\x1b[?25l",
  '\x1b[1;1H첫째 줄 😀\r\n\x1b[94m~                 \x1b[3;1H~\x1b[4;1H~\x1b[m\x1b[24;1H"메모.txt" 1L, 20B\x1b[24;63H1,1\x1b[11CAll\x1b[1;1H',
].join("");

const corpus: Record<string, string> = {
  "Hangul and emoji": "$ echo 안녕 하세요 😀 👩‍💻 é\r\n안녕 하세요 😀 👩‍💻 é\r\n한글이\t탭 뒤에\r\n$ ",
  "a vim-like alternate screen with a hidden cursor": vimLike,
  "back from the alternate screen": `${vimLike}\x1b[?25h\x1b[?1002l\x1b[?1006l\x1b[?1l\x1b>\x1b[?1049l$ `,
  "wrapped lines": `${"0123456789".repeat(30)}\r\n${"가나다라마".repeat(33)}\r\n$ ${"x".repeat(78)}`,
  "colours, and a prompt that left one set":
    "\x1b[1;31mred\x1b[0m \x1b[38;5;208mpalette\x1b[48;2;1;2;3m rgb \x1b[m\r\n\x1b[3;4;7mall\x1b[m \x1b[44m\x1b[K\x1b[m\r\n\x1b[32m$ ",
  "the alternate screen entered in colour": "\x1b[1;33;44mstatus\x1b[?1049h\x1b[m\x1b[Hplain\x1b[5;5Hhere",
  "a background without text":
    "\x1b[?1049h\x1b[48;5;18m\x1b[2J\x1b[3;3Hdialog\x1b[104m\x1b[10;1H\x1b[K\x1b[48;2;9;8;7m\x1b[12;1H\x1b[K\x1b[2;2H",
  "margins and origin mode": "top\r\n\x1b[5;20r\x1b[?6h\x1b[3;4Hinside",
  "SGR pixels mouse, any motion": "\x1b[?1003h\x1b[?1016h$ ",
  "more lines than the scrollback": Array.from({ length: 3000 }, (_, i) => `line ${i} 줄`).join("\r\n"),
  "a cleared screen": `${"junk\r\n".repeat(50)}\x1b[H\x1b[2J\x1b[3Jafter`,
  "old queries": "\x1b[6n\x1b[c\x1b]10;?\x07\x1bP+q544e\x1b\\\x1b[?1$p$ ",
};

describe("a restored terminal equals the one that saw everything", () => {
  test.each(Object.entries(corpus))("%s", async (_, text) => {
    const original = openTerminal(80, 24);
    await write(original, text);
    const restored = await restore({ ...plain, ring: bytes(text) });
    expect(describeTerminal(restored)).toEqual(describeTerminal(original));
    // What comes later looks the same too.
    const leave = original.buffer.active.type === "alternate" ? "\x1b[?1049l\x1b[m" : "";
    const later = `그리고\x1b[3A더\r\n${leave}\r\n$ 끝`;
    await write(original, later);
    await write(restored, later);
    expect(describeTerminal(restored).active).toEqual(describeTerminal(original).active);
  });

  test("resized in the middle, the ring not beginning at 0", async () => {
    const parts = [
      bytes(`${"가".repeat(100)}\r\n$ `),
      bytes("\x1b[?1049hwide"),
      bytes("\x1b[?1049l after\r\n"),
    ] as const;
    const original = openTerminal(80, 24);
    await write(original, parts[0]);
    original.resize(50, 10);
    await write(original, parts[1]);
    original.resize(120, 40);
    await write(original, parts[2]);
    const start = 10_000;
    const second = start + parts[0].length;
    const restored = await restore({
      modes: "",
      resizes: [
        [start, 80, 24],
        [second, 50, 10],
        [second + parts[1].length, 120, 40],
      ],
      cols: 120,
      rows: 40,
      ring: Buffer.concat(parts),
      start,
    });
    expect(describeTerminal(restored)).toEqual(describeTerminal(original));
  });

  test("modes at the ring's start", async () => {
    const restored = await restore({
      ...plain,
      modes: "\x1b[?1049h\x1b[?1h\x1b[?25l\x1b[?2004h\x1b[0;31m",
      ring: bytes("x"),
    });
    const { screen, isCursorHidden, modes } = describeTerminal(restored);
    expect({ screen, isCursorHidden }).toEqual({ screen: "alternate", isCursorHidden: true });
    expect(modes).toMatchObject({ applicationCursorKeysMode: true, bracketedPasteMode: true });
    expect(restored.buffer.active.getLine(0)?.getCell(0)?.getFgColor()).toBe(1);
  });

  test.each(["한글", "\x1b[38;5;20", "\x1b]0;title", "\x1bP+q\x1b", "😀\x1b"])("cut inside %j", async (text) => {
    const all = bytes(`$ ${text}m끝\x07\x1b\\done`);
    for (let cut = 0; cut <= all.length; cut++) {
      const original = openTerminal(80, 24);
      await write(original, all);
      const restored = await restore({ ...plain, ring: all.subarray(0, cut) });
      await write(restored, all.subarray(cut));
      expect(describeTerminal(restored), `cut at ${cut}`).toEqual(describeTerminal(original));
    }
  });
});

test("a ring full of anything is drawn in bounded time", async () => {
  const ring = new Uint8Array(512 * 1024);
  for (let i = 0, x = 1; i < ring.length; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    ring[i] = x >>> 24;
  }
  expect(findCompleteLength(ring)).toBeLessThanOrEqual(ring.length);
  await renderSnapshot({ ...plain, ring });
});

// The packages are CommonJS without named exports for Node; every way we start must find them.
test.each(["node", "cjs bundle", "esm bundle"])(
  "the terminal packages load in a %s",
  async (way) => {
    const here = dirname(fileURLToPath(import.meta.url));
    const dir = await mkdtemp(join(here, ".load-"));
    try {
      const entry = join(dir, "entry.ts");
      await writeFile(
        entry,
        `import { renderSnapshot } from "../snapshot";
renderSnapshot({ modes: "", resizes: [[0, 10, 2]], cols: 10, rows: 2, start: 0, ring: new TextEncoder().encode("loaded") }).then((s) => console.log(s.ansi));`,
      );
      let command = ["--import", "tsx", entry];
      if (way !== "node") {
        const { build } = await import("esbuild");
        const format = way === "cjs bundle" ? "cjs" : "esm";
        const outfile = join(dir, format === "cjs" ? "out.cjs" : "out.mjs");
        await build({
          entryPoints: [entry],
          bundle: true,
          platform: "node",
          format,
          packages: "external",
          outfile,
          logLevel: "error",
        });
        command = [outfile];
      }
      const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: here });
      expect(stdout).toBe("loaded\n");
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
  20_000,
);

test("sequences that ask for a billion repetitions cost nothing", async () => {
  const finals = ["b", "L", "M", "S", "T", "I", "Z", "@", "P", "X", " @", " A", "'}", "'~"];
  const ring = bytes(`x${finals.map((final) => `\u001b[999999999${final}`).join("")}\u001b[2Lend`);
  const began = performance.now();
  const { ansi } = await renderSnapshot({
    cols: 80,
    rows: 24,
    start: 0,
    ring,
    modes: "",
    resizes: [],
  });
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(ansi).toContain("end");
});
