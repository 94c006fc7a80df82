import { PassThrough, Writable } from "node:stream";
import { expect, test, vi } from "vitest";
import { attachTerminal, type OpenExec, type TerminalHandlers } from "./attach";
import { outputWindowBytes } from "./frames";

/** A counterpart whose every byte the test chooses: what a student could put in the agent's place. */
function fakeExec(stdin: Writable = new PassThrough()) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const destroy = vi.fn();
  const open: OpenExec = async () => ({ stdin, stdout, stderr, exit: new Promise(() => {}), destroy });
  return { open, stdin, stdout, stderr, destroy };
}

function handlers() {
  const calls: string[] = [];
  const on: TerminalHandlers = {
    onHello: () => calls.push("hello"),
    onData: (bytes, offset) => calls.push(`data ${offset} ${bytes.length}`),
    onResized: () => calls.push("resized"),
    onExit: (exit) => calls.push(`exit ${exit.code}`),
    onError: (error) => calls.push(`error ${error.code}`),
    onInputDrained: () => calls.push("drained"),
  };
  return { calls, on };
}

function frame(type: string, payload: string | Uint8Array): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

const hello = frame(
  "H",
  '{"start":0,"end":0,"from":0,"resumed":false,"cols":80,"rows":24,"modes":"","resizes":[],"pid":1,"createdMs":1}',
);
const options = { id: "x", cols: 80, rows: 24 };

async function outcome(bytes: Buffer, end = false): Promise<string[]> {
  const exec = fakeExec();
  const { calls, on } = handlers();
  await attachTerminal(exec.open, options, on);
  exec.stdout.write(bytes);
  if (end) exec.stdout.end();
  await vi.waitFor(() => expect(exec.destroy).toHaveBeenCalledOnce());
  exec.stdout.write(hello);
  return calls;
}

test.each([
  ["noise", Buffer.from("hello, I am no agent"), ["error PROTOCOL"]],
  ["data before a hello", frame("D", "x"), ["error PROTOCOL"]],
  [
    "more data than was given credit for",
    Buffer.concat([hello, frame("D", Buffer.alloc(outputWindowBytes + 1))]),
    ["hello", "error CREDIT_EXCEEDED"],
  ],
  [
    "input consumed that was never sent",
    Buffer.concat([hello, frame("C", Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]))]),
    ["hello", "error PROTOCOL"],
  ],
  ["an error frame", frame("E", '{"code":"BAD_ID"}'), ["error AGENT"]],
  [
    "an exit and more",
    Buffer.concat([hello, frame("X", '{"code":0,"signal":null}'), frame("D", "x")]),
    ["hello", "exit 0"],
  ],
])("%s ends the link once", async (_, bytes, calls) => {
  const got = await outcome(bytes);
  expect(got.filter((call) => !call.startsWith("data"))).toEqual(calls);
});

test("an output that ends without a word is a lost link", async () => {
  expect(await outcome(hello, true)).toEqual(["hello", "error LINK_LOST"]);
});

test("a handler that throws ends the link and nothing else", async () => {
  const exec = fakeExec();
  const { calls, on } = handlers();
  await attachTerminal(exec.open, options, {
    ...on,
    onData() {
      throw new Error("mine");
    },
  });
  exec.stdout.write(Buffer.concat([hello, frame("D", "x"), frame("D", "y")]));
  await vi.waitFor(() => expect(calls).toEqual(["hello", "error HANDLER_FAILED"]));
});

test("no hello in time is an error", async () => {
  const exec = fakeExec();
  const { calls, on } = handlers();
  await attachTerminal(exec.open, { ...options, helloTimeoutMs: 20 }, on);
  await vi.waitFor(() => expect(calls).toEqual(["error HELLO_TIMEOUT"]));
  expect(exec.destroy).toHaveBeenCalledOnce();
});

test("an exec that cannot be opened rejects", async () => {
  const open = () => Promise.reject(new Error("no such container"));
  await expect(attachTerminal(open, options, handlers().on)).rejects.toMatchObject({ code: "EXEC_FAILED" });
});

test("input waits for the pipe and for the holder, acks go first, an overflow ends the link", async () => {
  const written: Buffer[] = [];
  let release: (() => void) | undefined;
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      written.push(Buffer.from(chunk));
      release = done;
    },
  });
  const exec = fakeExec(slow);
  const { calls, on } = handlers();
  const link = await attachTerminal(exec.open, options, on);
  exec.stdout.write(Buffer.concat([hello, frame("D", Buffer.alloc(50_000))]));
  await vi.waitFor(() => expect(calls).toContain("data 0 50000"));
  expect(link.input(Buffer.alloc(1_000_000))).toBe(false);
  link.ack(50_000);
  link.resize({ cols: 90, rows: 30 });
  expect(written).toHaveLength(1);
  for (let i = 1; i < 12; i++) {
    release?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(written.map((chunk) => `${String.fromCharCode(chunk[0] ?? 0)}${chunk.length}`)).toEqual([
    "I32773",
    "A13",
    "W9",
    "I32773",
    "I32773",
    "I32773",
  ]);
  link.input(Buffer.alloc(4_000_000));
  expect(calls.at(-1)).toBe("error INPUT_OVERFLOW");
});

test("closing is silent", async () => {
  const exec = fakeExec();
  const { calls, on } = handlers();
  const link = await attachTerminal(exec.open, options, on);
  link.close();
  link.close();
  exec.stdout.end(hello);
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toEqual([]);
  expect(exec.destroy).toHaveBeenCalledOnce();
  expect(link.input(Buffer.from("x"))).toBe(false);
});
