import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isLongForm } from "../site";
import type { TerminalConnection } from "../student";
import { DrawnTerminal } from "./drawn-terminal";
import { openLink } from "./link";
import { openSandbox, percentile, type SandboxedStudent, setPlainPrompt } from "./site-student";
import { readWebMemoryMb } from "./web-process";

const BACK_MS = 2_000;
const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest("hex");

let own: SandboxedStudent;
beforeAll(async () => {
  own = await openSandbox();
});
afterAll(() => own[Symbol.asyncDispose]());

/** The shell's output between two lines of its own. */
function cutOut(output: Buffer, first: string, last: string): Buffer {
  const from = output.indexOf(first) + first.length;
  return output.subarray(from, output.indexOf(last, from));
}

it.each(isLongForm ? [5, 60, 600] : [1, 5])(
  "R1 a link that drops for %i s while output flows loses and doubles no byte",
  { timeout: 900_000 },
  async (seconds) => {
    await using link = await openLink();
    const terminal = own.student.openLastingTerminal(own.sandboxId, `r1-${seconds}`, link.url);
    await terminal.waitForConnection();
    // less than what is kept for who comes back, over the whole time
    const lines = (seconds + 2) * 10;
    const line = (n: number) => `row ${String(n).padStart(6, "0")} 나루 ${"x".repeat(40)}\r\n`;
    terminal.type(
      `stty -echo; clear; printf 'BE''GIN'; for n in $(seq ${lines}); do printf 'row %06d 나루 ${"x".repeat(40)}\\n' $n; sleep 0.1; done; printf 'E''ND'\r`,
    );
    await terminal.waitForText("row 000005");
    const before = terminal.connections;
    link.cut();
    await terminal.until("drop", () => terminal.closeCodes.length > 0);
    // the shell goes on meanwhile: its own clock says how long the link was away
    const witness = own.student.openTerminal(own.sandboxId, `r1-clock-${seconds}`);
    await witness.run(`sleep ${seconds}`, seconds * 1000 + 30_000);
    witness.close();
    const mendedAt = Date.now();
    link.mend();
    await terminal.waitForConnection(before);
    expect(Date.now() - mendedAt).toBeLessThan(BACK_MS);
    await terminal.waitForText("END", 60_000);
    const expected = Array.from({ length: lines }, (_, at) => line(at + 1)).join("");
    expect(sha256(cutOut(terminal.bytes, "BEGIN", "END"))).toBe(sha256(expected));
    expect(terminal.screens, "only the first connection was given a screen").toBe(1);
    terminal.close();
  },
);

it("R2 a reload and a second tab show the same screen, with wide characters, in vim and in top", async () => {
  const first = own.student.openTerminal(own.sandboxId, "r2");
  const firstDrawn = new DrawnTerminal(first);
  await setPlainPrompt(first);
  for (const [program, leave] of [
    ["seq -f '줄 %g 한글과 漢字 café' 1 40; printf 'REA''DY'", "\r"],
    ["seq -f '줄 %g 한글' 1 200 > wide.txt; vim.tiny -c 'normal 50G' -c 'set ruler' wide.txt", ":q!\r"],
    ["top -d 600 -b -n 1 | head -5; top -d 600", "q"],
  ] as const) {
    const since = first.end;
    first.type(`${program}\r`);
    await first.waitFor(
      program.includes("vim") ? "50," : program.includes("top") ? /load average[\s\S]*load average[\s\S]*PID/ : "READY",
      { since },
    );
    const second = own.student.openTerminal(own.sandboxId, "r2");
    const secondDrawn = new DrawnTerminal(second);
    await second.waitForStream();
    await expect.poll(async () => secondDrawn.readRows(), { timeout: 5_000 }).toEqual(await firstDrawn.readRows());
    // a key in one tab shows in both
    const atLeave = first.end;
    second.type(leave);
    await first.waitFor("PROMPT> ", { since: atLeave });
    const mark = `both-${second.end}`;
    second.type(`echo ${mark}\r`);
    await expect.poll(() => firstDrawn.readRows(), { timeout: 5_000 }).toContain(mark);
    await expect.poll(() => secondDrawn.readRows(), { timeout: 5_000 }).toEqual(await firstDrawn.readRows());
    second.close();
  }
  first.close();
});

it("R4 two clients of different size have one size, and nobody redraws in circles", async () => {
  const small = own.student.openTerminal(own.sandboxId, "r4", { cols: 80, rows: 24 });
  await setPlainPrompt(small);
  await small.run("changes=0; trap 'changes=$((changes+1))' WINCH");
  const large = own.student.openTerminal(own.sandboxId, "r4", { cols: 120, rows: 40 });
  await large.waitForStream();
  large.socket.send(JSON.stringify({ type: "resize", cols: 120, rows: 40 }));
  const drawn = [small, large].map((connection) => sizeTold(connection));
  await expect.poll(() => drawn.map((told) => told()), { timeout: 5_000 }).toEqual(["40 120", "40 120"]);
  small.socket.send(JSON.stringify({ type: "resize", cols: 80, rows: 24 }));
  await expect.poll(() => drawn.map((told) => told()), { timeout: 5_000 }).toEqual(["24 80", "24 80"]);
  const told = small.inbox.items.length + large.inbox.items.length;
  const quiet = await small.run('sleep 3; stty size; echo "changes=$changes"');
  expect(quiet).toContain("24 80");
  // bash counts each change of size once: two were asked for, and the second client's arrival may be one
  expect(Number(/changes=(\d+)\r/.exec(quiet)?.[1])).toBeLessThanOrEqual(3);
  expect(small.inbox.items.length + large.inbox.items.length).toBe(told);
  small.close();
  large.close();
});

function sizeTold(connection: TerminalConnection): () => string | undefined {
  return () => {
    const last = connection.inbox.items.findLast((item) => item.type === "resized" || item.type === "screen");
    return last && "rows" in last ? `${last.rows} ${last.cols}` : undefined;
  };
}

it("R17 endless output fills no memory, neither with a stopped reader, and Ctrl-C gives the prompt at once", async () => {
  const seconds = isLongForm ? 60 : 10;
  const reader = own.student.openTerminal(own.sandboxId, "r17");
  await setPlainPrompt(reader);
  // a tab that is hidden acknowledges nothing, a stopped one does not even read
  const hidden = own.student.openTerminal(own.sandboxId, "r17", { isAcking: false });
  await hidden.waitForStream();
  const stopped = own.student.openTerminal(own.sandboxId, "r17", { isAcking: false });
  await stopped.waitForStream();
  stopped.socket.pause();
  await reader.run("timeout 3 yes", 30_000);
  await reader.waitFor("PROMPT> ");
  const before = await readWebMemoryMb();
  let peak = before;
  const watch = setInterval(() => readWebMemoryMb().then((now) => (peak = Math.max(peak, now))), 250);
  await reader.run(`timeout ${seconds} yes`, seconds * 1000 + 30_000);
  clearInterval(watch);
  const waits: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const since = reader.end;
    reader.type("yes 나루\r");
    await reader.waitFor(Buffer.from("나루\r\n나루\r\n").toString("latin1"), { since });
    const from = performance.now();
    const at = reader.end;
    reader.type("\x03");
    await reader.waitFor("PROMPT> ", { since: at });
    waits.push(performance.now() - from);
  }
  console.log(
    `R17: Ctrl-C to prompt p95 ${percentile(waits, 0.95).toFixed(0)} ms, memory +${(peak - before).toFixed(1)} MiB`,
  );
  expect(percentile(waits, 0.95)).toBeLessThan(500);
  expect(peak - before).toBeLessThan(20);
  for (const connection of [reader, hidden, stopped]) connection.close();
});

it("R18 characters that arrive in pieces and random bytes come out as they went in", async () => {
  const terminal = own.student.openLastingTerminal(own.sandboxId, "r18");
  await terminal.waitForConnection();
  terminal.type(
    "stty -echo raw; PS1=; clear; printf 'BE''GIN'; head -c 262144 /dev/urandom | tee random; printf 'E''ND-RANDOM'; sha256sum random; printf 'CHEC''KED'\r",
  );
  await terminal.waitForText("CHECKED", 60_000);
  const output = terminal.bytes;
  const sum = /END-RANDOM([0-9a-f]{64})/.exec(output.toString("latin1"))?.[1];
  expect(sha256(cutOut(output, "BEGIN", "END-RANDOM"))).toBe(sum);
  terminal.type(
    "clear; printf 'PI''ECES'; printf '\\355'; read -n 1 -s; printf '\\225'; read -n 1 -s; printf '\\234\\360\\237'; read -n 1 -s; printf '\\230\\200'; printf 'WHO''LE'\r",
  );
  const pieces = ["\xed", "\xed\x95", "\xed\x95\x9c\xf0\x9f"];
  for (const piece of pieces) {
    await terminal.until("piece", () => terminal.bytes.includes(Buffer.from(`PIECES${piece}`, "latin1")));
    // a tab that opens in the middle of a character is given nothing in its place
    const tab = own.student.openTerminal(own.sandboxId, "r18");
    const drawn = new DrawnTerminal(tab);
    await tab.waitForStream();
    expect((await drawn.readRows()).join("\n")).not.toContain("\ufffd");
    tab.close();
    terminal.type("x");
  }
  await terminal.waitForText("WHOLE");
  expect(
    cutOut(terminal.bytes.subarray(terminal.bytes.lastIndexOf("PIECES")), "PIECES", "WHOLE").toString("utf8"),
  ).toBe("한😀");
  const tab = own.student.openTerminal(own.sandboxId, "r18");
  const drawn = new DrawnTerminal(tab);
  await tab.waitForStream();
  await expect.poll(async () => (await drawn.readRows()).join("\n")).toContain("PIECES한😀WHOLE");
  tab.close();
  terminal.close();
});

it("R19 a paste of 1 MB arrives whole and in order", async () => {
  const paste = randomBytes(512 * 1024).toString("hex");
  const terminal = own.student.openTerminal(own.sandboxId, "r19");
  await setPlainPrompt(terminal);
  const sends: [string, (text: string) => void][] = [
    ["at once", (text) => terminal.type(text)],
    [
      "in pieces",
      (text) => {
        for (let at = 0; at < text.length; at += 16 * 1024) terminal.type(text.slice(at, at + 16 * 1024));
      },
    ],
  ];
  for (const [how, send] of sends) {
    const since = terminal.end;
    terminal.type(
      `stty raw -echo; printf 'RE''ADY'; head -c ${paste.length} | sha256sum; stty sane; printf 'DO''NE'\r`,
    );
    await terminal.waitFor("READY", { since });
    send(paste);
    await terminal.waitFor("DONE", { since, timeoutMs: 60_000 });
    expect(terminal.text, how).toContain(sha256(paste));
  }
  terminal.close();
});
