import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Agent, compileAgent, Reader } from "./agent-fixture";
import { outputWindowBytes } from "./frames";

// A busy machine; every wait inside has its own, shorter limit.
vi.setConfig({ testTimeout: 40_000 });

let agent: Agent;
beforeAll(async () => {
  agent = await compileAgent();
}, 60_000);
afterAll(() => agent?.close());

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const ringBytes = 512 * 1024;

async function openShell(
  id: string,
  options: Partial<Parameters<typeof Reader.open>[1]> = {},
  env?: Record<string, string>,
) {
  const reader = await Reader.open(agent.openExec(env), { id, ...options });
  await reader.plainShell();
  return reader;
}

const untilFile = (path: string) => vi.waitUntil(() => existsSync(path), { timeout: 10_000, interval: 5 });

test("a typed line comes back and the environment is a terminal's", async () => {
  const reader = await openShell("echo");
  expect(reader.hello).toMatchObject({ start: 0, from: 0, resumed: false, cols: 80, rows: 24, resizes: [[0, 80, 24]] });
  reader.type("echo $((6*7)) $TERM $COLORTERM [$NARU_TERM_DIR]; pwd; stty size\r");
  await reader.untilText(`42 xterm-256color truecolor []\r\n${agent.home}\r\n24 80\r\n`);
  reader.link.close();
});

test("output is neither lost nor doubled across killed attaches", async () => {
  // Paces the shell while the reader is away: it acks only what the reader has got.
  const pacer = await openShell("resume", { isAcking: false });
  const open = agent.openExec();
  let reader = await Reader.open(open, { id: "resume", from: pacer.position, createdMs: pacer.hello.createdMs });
  pacer.link.ack(pacer.position);
  reader.type("stty -onlcr; seq 1 200000; echo fin''ished\r");
  const received: Buffer[] = [];
  let resumptions = 0;
  for (;;) {
    const stopAt = reader.position + 20_000 + resumptions * 7_777;
    // the last word may be cut in two, or come whole between the last look and the link's end
    const isFinished = (parts: Buffer[]) => Buffer.concat(parts.slice(-2)).includes("finished\n");
    await reader.until("more output", () => {
      pacer.link.ack(reader.position);
      return reader.position >= stopAt || isFinished([...received, reader.bytes]);
    });
    open.children.at(-1)?.kill("SIGKILL");
    await reader.until("the link's end", () => reader.errors.length > 0);
    expect(reader.errors[0]?.code).toBe("LINK_LOST");
    received.push(reader.bytes);
    if (isFinished(received)) break;
    const { position, hello } = reader;
    reader = await Reader.open(open, { id: "resume", from: position, createdMs: hello.createdMs });
    expect(reader.hello).toMatchObject({ resumed: true, from: position, pid: hello.pid });
    resumptions++;
  }
  const all = Buffer.concat(received).toString("latin1");
  const expected = `${Array.from({ length: 200_000 }, (_, i) => i + 1).join("\n")}\n`;
  const at = all.indexOf("1\n2\n3\n");
  expect(resumptions).toBeGreaterThan(4);
  expect(sha256(all.slice(at, all.indexOf("finished\n")))).toBe(sha256(expected));
  pacer.link.close();
});

test("a ring that overran starts at a character, outside any sequence, with its modes", async () => {
  const starter = await openShell("overrun");
  const script = join(agent.home, "overrun.sh");
  const done = join(agent.home, "overrun.done");
  await writeFile(
    script,
    `printf '\\033[?1049h\\033[?1h\\033=\\033[?25l\\033[?1002h\\033[?1006h\\033[?2004h\\033[5;20r\\033[1;38;2;1;2;3;44m'
for i in {1..1000}; do for j in {1..40}; do printf '\\033[4:3m\\033]0;제목\\a가나다😀\\033[24m'; done; done
touch ${done}\n`,
  );
  starter.type(`clear; bash ${script}\r`);
  await starter.untilText("[?1049h");
  starter.link.close();
  await untilFile(done);
  const late = await Reader.open(agent.openExec(), { id: "overrun" });
  const { start, end, modes } = late.hello;
  expect(start).toBeGreaterThan(0);
  expect(end - start).toBeLessThanOrEqual(ringBytes);
  expect(end - start).toBeGreaterThan(ringBytes - 4096);
  for (const mode of ["[?1049h", "[5;20r", "[?1h", "=", "[?25l", "[?1002h", "[?1006h", "[?2004h"]) {
    expect(modes).toContain(`\x1b${mode}`);
  }
  expect(modes).toMatch(/\x1b\[0;1(;4:3)?;38;2;1;2;3;44m$/);
  await late.until("the ring", () => late.position >= end);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(late.bytes.subarray(0, end - start));
  expect(text).toMatch(/^(\x1b|가|나|다|😀)/u);
  late.link.close();
});

test("an endless string does not empty the ring", async () => {
  const starter = await openShell("endless");
  const done = join(agent.home, "endless.done");
  starter.type(`printf '\\033]0;'; head -c 3000000 /dev/zero | tr '\\0' x; touch ${done}\r`);
  await starter.untilText("xxxx");
  starter.link.close();
  await untilFile(done);
  const late = await Reader.open(agent.openExec(), { id: "endless" });
  expect(late.hello.end - late.hello.start).toBe(ringBytes);
  expect(late.hello.modes).toMatch(/\x1b\]9999;$/);
  late.link.close();
});

test("`yes` stops at the window without acks, and Ctrl-C then brings the prompt at once", async () => {
  const reader = await openShell("yes", { isAcking: false });
  reader.link.ack(reader.position);
  reader.type("yes 0123456789\r");
  await reader.until("a full window", () => reader.position >= outputWindowBytes);
  // The answer to a resize follows all data: had more been sent, it would have come before.
  reader.link.resize({ cols: 81, rows: 24 });
  await reader.until("the resize", () => reader.events.some((event) => "resized" in event));
  // Acks go out in steps of 16 KiB, so the holder's count may be that much behind ours.
  expect(reader.position).toBeLessThanOrEqual(outputWindowBytes + 16 * 1024);
  const before = reader.position;
  reader.forget();
  const begun = performance.now();
  reader.type("\x03");
  reader.isAcking = true;
  reader.link.ack(before);
  await reader.untilText("READY> ", 2_000);
  expect(performance.now() - begun).toBeLessThan(500);
  expect(reader.position - before).toBeLessThan(256 * 1024);
  reader.link.close();
});

test("bytes that are no text, and characters split over writes, arrive untouched", async () => {
  const reader = await openShell("bytes");
  const noise = randomBytes(300_000);
  await writeFile(join(agent.home, "noise"), noise);
  reader.type("stty raw -echo; printf GO''GO; cat noise; stty sane\r");
  await reader.until(
    "noise",
    () => reader.text.includes("GOGO") && reader.bytes.length >= reader.text.indexOf("GOGO") + 4 + noise.length,
  );
  const at = reader.text.indexOf("GOGO") + 4;
  expect(sha256(reader.bytes.subarray(at, at + noise.length))).toBe(sha256(noise));
  await reader.untilText("READY> ");
  reader.forget();
  reader.type("printf '\\352'; printf '\\260'; printf '\\200\\n'\r");
  await reader.until("the character", () => reader.bytes.toString("utf8").includes("\n가\r\n"));
  reader.link.close();
});

test("Backspace takes a whole Hangul syllable", async () => {
  const reader = await openShell("backspace");
  reader.type("stty -echo; echo GO''GO; read -r line; echo \"[$line]\"; stty echo\r");
  await reader.untilText("GOGO\r\n");
  reader.type("가각\x7f나\r");
  await reader.until("the line", () => reader.bytes.toString("utf8").includes("[가나]\r\n"));
  reader.link.close();
});

test("a paste of 1 MB keeps its order and its every byte", async () => {
  const reader = await openShell("paste");
  const paste = randomBytes(1_000_000);
  reader.type("stty raw -echo; printf GO''GO; head -c 1000000 | sha256sum; stty sane\r");
  await reader.untilText("GOGO");
  reader.link.input(paste);
  await reader.untilText(sha256(paste), 30_000);
  reader.link.close();
});

test("a paste that is echoed back meets no deadlock", async () => {
  const reader = await openShell("echoed");
  const paste = randomBytes(1_000_000);
  reader.type("stty raw -echo; printf GO''GO; head -c 1000000; stty sane\r");
  await reader.untilText("GOGO");
  const at = reader.text.indexOf("GOGO") + 4;
  reader.link.input(paste);
  await reader.until("the echo", () => reader.bytes.length >= at + paste.length, 30_000);
  expect(sha256(reader.bytes.subarray(at, at + paste.length))).toBe(sha256(paste));
  reader.link.close();
});

test("a program that does not read its input still writes", async () => {
  const reader = await openShell("deaf");
  reader.type("stty raw -echo; printf GO''GO; read -N 1; seq 1 100000; echo fin''ished\r");
  await reader.untilText("GOGO");
  expect(reader.link.input(Buffer.alloc(600_000, "x"))).toBe(false);
  await reader.untilText("\n100000\nfinished");
  reader.link.close();
  await agent.command("kill", "deaf");
});

test("two readers see the same bytes; the slow one is told what it missed", async () => {
  const fast = await openShell("two");
  const slow = await Reader.open(agent.openExec(), { id: "two", isAcking: false });
  fast.forget();
  fast.type("seq 1 200000; echo fin''ished\r");
  await fast.untilText("finished\r\n");
  expect(slow.position).toBe(slow.hello.from + outputWindowBytes);
  expect(slow.text).toContain("\r\n5000\r\n");
  slow.isAcking = true;
  slow.forget();
  slow.link.ack(slow.position);
  await slow.until("a second hello", () => slow.helloCount === 2);
  expect(slow.hello).toMatchObject({ resumed: false, from: slow.hello.start });
  await slow.untilText("finished\r\n");
  expect(
    slow.text.startsWith(fast.bytes.subarray(fast.bytes.length - slow.bytes.length).toString("latin1", 0, 100_000)),
  ).toBe(true);
  slow.link.close();
  fast.link.close();
});

test("a resize is told to every reader, in order with the output", async () => {
  const one = await openShell("size");
  const two = await Reader.open(agent.openExec(), { id: "size", cols: 40, rows: 10 });
  expect(two.hello).toMatchObject({ cols: 80, rows: 24 });
  one.type("trap 'echo now $(stty size)' WINCH; echo set''up\r");
  await one.untilText("setup\r\n");
  two.link.resize({ cols: 5000, rows: 0 });
  await one.until("R", () => one.events.some((event) => "resized" in event));
  await two.until("R", () => two.events.some((event) => "resized" in event));
  one.type("\r");
  await one.untilText("now 1 1000\r\n");
  const told = (reader: Reader) => reader.events.flatMap((event) => ("resized" in event ? [event.resized] : []));
  expect(told(one)).toEqual(told(two));
  const [resized] = told(one);
  const late = await Reader.open(agent.openExec(), { id: "size" });
  expect(late.hello.resizes).toEqual([
    [0, 80, 24],
    [resized?.offset, 1000, 1],
  ]);
  await late.until("R again", () => told(late).length === 1);
  let before = 0;
  for (const event of late.events) {
    if ("resized" in event) break;
    if ("data" in event) before += event.data;
  }
  expect(before).toBe(resized?.offset);
  for (const reader of [one, two, late]) reader.link.close();
});

test.each([
  ["an unknown type", Buffer.from("Z\0\0\0\0", "latin1")],
  ["an endless length", Buffer.from("I\xff\xff\xff\xff", "latin1")],
  ["a resize of the wrong length", Buffer.from("W\0\0\0\x05abcde", "latin1")],
  ["a frame of the agent's own", Buffer.from("K\0\0\0\0", "latin1")],
  ["noise", Buffer.concat([Buffer.from([0]), randomBytes(200_000)])],
])("%s gets an error frame and harms nobody", async (_, frame) => {
  const witness = await Reader.open(agent.openExec(), { id: "frames" });
  const child = agent.spawn(["attach", "frames", "--cols", "80", "--rows", "24"]);
  const output: Buffer[] = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stdin?.on("error", () => {});
  child.stdin?.write(frame);
  await new Promise((resolve) => child.on("close", resolve));
  expect(Buffer.concat(output).toString()).toMatch(/E\0\0\0\x14\{"code":"BAD_FRAME"\}$/);
  const after = await Reader.open(agent.openExec(), { id: "frames" });
  expect(after.hello.pid).toBe(witness.hello.pid);
  expect(witness.errors).toEqual([]);
  witness.link.close();
  after.link.close();
});

test("the shell's end is told with its code, then a new shell starts over", async () => {
  const reader = await openShell("exit");
  const { createdMs } = reader.hello;
  reader.type("seq 1 20000; exit 7\r");
  await reader.until("exit", () => reader.exit !== undefined);
  expect(reader.exit).toEqual({ code: 7, signal: null });
  expect(reader.text).toContain("\r\n20000\r\n");
  const next = await Reader.open(agent.openExec(), { id: "exit", from: 0, createdMs });
  expect(next.hello).toMatchObject({ resumed: false, from: 0 });
  expect(next.hello.createdMs).toBeGreaterThan(createdMs);
  next.type("kill -9 $$\r");
  await next.until("exit", () => next.exit !== undefined);
  expect(next.exit).toEqual({ code: null, signal: 9 });
  expect(await readdir(agent.dir)).not.toContain("exit.sock");
});

test("simultaneous first attaches make one shell", async () => {
  const readers = await Promise.all(Array.from({ length: 12 }, () => Reader.open(agent.openExec(), { id: "race" })));
  expect(new Set(readers.map((reader) => reader.hello.pid)).size).toBe(1);
  for (const reader of readers) reader.link.close();
});

test("a holder that died is replaced", async () => {
  const reader = await openShell("died");
  const status = await readFile(`/proc/${reader.hello.pid}/stat`, "utf8");
  process.kill(Number(status.split(" ")[3]), "SIGKILL");
  await reader.until("the link's end", () => reader.errors.length > 0);
  const next = await Reader.open(agent.openExec(), { id: "died", from: 0, createdMs: reader.hello.createdMs });
  expect(next.hello.pid).not.toBe(reader.hello.pid);
  next.link.close();
});

test("a reader that stalls alone holds the shell back only for so long", async () => {
  const reader = await openShell("stall", { isAcking: false }, { NARU_STALL_MS: "300" });
  const done = join(agent.home, "stall.done");
  reader.link.ack(reader.position);
  reader.type(`seq 1 300000; touch ${done}; echo fin''ished\r`);
  await reader.until("a full window", () => reader.position >= outputWindowBytes);
  expect(existsSync(done)).toBe(false);
  await untilFile(done);
  reader.isAcking = true;
  reader.link.ack(reader.position);
  await reader.until("a second hello", () => reader.helloCount === 2);
  expect(reader.hello.resumed).toBe(false);
  await reader.untilText("finished\r\n");
  reader.link.close();
});

test("list names the living and kill ends one", async () => {
  const reader = await openShell("listed");
  const { pid, createdMs } = reader.hello;
  const { stdout } = await agent.command("list");
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toContainEqual({ id: "listed", pid, createdMs });
  reader.type("trap '' HUP; echo deaf''ened\r");
  await reader.untilText("deafened");
  expect(await agent.command("kill", "listed")).toMatchObject({ code: 0 });
  await reader.until("exit", () => reader.exit !== undefined);
  expect(reader.exit).toEqual({ code: null, signal: 9 });
  expect(await agent.command("kill", "listed")).toMatchObject({ code: 3, stderr: "kill: NOT_FOUND\n" });
});

test("odd ids and a directory behind a link are refused", async () => {
  const bad = await Reader.open(agent.openExec(), { id: "../x" });
  expect(bad.errors[0]).toMatchObject({ code: "AGENT", agentCode: "BAD_ID" });
  await mkdir(join(agent.home, "elsewhere"), { mode: 0o700 });
  await symlink("elsewhere", join(agent.home, "linked"));
  const linked = await Reader.open(agent.openExec({ NARU_TERM_DIR: join(agent.home, "linked") }), { id: "x" });
  expect(linked.errors[0]).toMatchObject({ code: "AGENT", agentCode: "BAD_DIRECTORY" });
});

test("relay ends as soon as its target has no more to say, though neither side closes", async () => {
  const path = join(agent.home, "half.sock");
  // as an engine ends the answer to an exec: its own side is shut, and the connection stays
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.once("data", (chunk) => socket.end(`heard ${chunk}`));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const child = agent.spawn(["relay", "unix", path]);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  const startedAt = Date.now();
  child.stdin?.write("hello");
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  expect(output).toBe("heard hello");
  expect(Date.now() - startedAt).toBeLessThan(2_000);
  server.close();
});

test("relay copies both ways with half-close and waits for its socket", async () => {
  const path = join(agent.home, "relay.sock");
  const child = agent.spawn(["relay", "unix", path, "--wait-ms", "5000"]);
  const body = randomBytes(3_000_000);
  // Answers only after the end of what it was sent: without half-close it would wait for ever.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const hash = createHash("sha256");
    socket.on("data", (chunk) => hash.update(chunk));
    socket.on("end", () => socket.end(`${hash.digest("hex")}\n${"x".repeat(500_000)}`));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const output: Buffer[] = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stdin?.end(body);
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(Buffer.concat(output).toString()).toBe(`${sha256(body)}\n${"x".repeat(500_000)}`);
  expect(code).toBe(0);
  server.close();
  expect(await agent.command("relay", "unix", join(agent.home, "none"), "--wait-ms", "30")).toMatchObject({
    code: 3,
    stderr: "relay: ENOENT\n",
  });
  expect(await agent.command("relay", "tcp", "127.0.0.1", "1")).toMatchObject({
    code: 3,
    stderr: "relay: ECONNREFUSED\n",
  });
  expect(await agent.command("relay", "tcp", "example.com", "80")).toMatchObject({
    code: 3,
    stderr: "relay: BAD_ADDRESS\n",
  });
});
