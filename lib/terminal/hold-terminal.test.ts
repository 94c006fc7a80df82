import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import type { OpenExec, TerminalHandlers } from "./attach";
import { type HeldTerminal, holdTerminal } from "./hold-terminal";

const HELLO =
  '{"start":0,"end":0,"from":0,"resumed":false,"cols":100,"rows":30,"modes":"","resizes":[],"pid":1,"createdMs":1}';
const PROMPT = "student@naru:~/work$ ";

function frame(type: string, payload: string): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

async function hold() {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const destroy = vi.fn();
  const open: OpenExec = async () => ({
    stdin,
    stdout,
    stderr: new PassThrough(),
    exit: new Promise(() => {}),
    destroy,
  });
  stdout.write(frame("H", HELLO));
  stdout.write(frame("D", PROMPT));
  const held = await holdTerminal(open, { id: "t1", cols: 100, rows: 30 });
  return { held, stdin, stdout, destroy };
}

function listen() {
  const heard: string[] = [];
  const handlers: TerminalHandlers = {
    onHello: ({ from, end, cols, rows }) => heard.push(`hello ${from}-${end} ${cols}x${rows}`),
    onData: (bytes, offset) => heard.push(`data ${offset} ${Buffer.from(bytes)}`),
    onResized: ({ cols, rows }) => heard.push(`resized ${cols}x${rows}`),
    onExit: ({ code }) => heard.push(`exit ${code}`),
    onError: ({ code }) => heard.push(`error ${code}`),
  };
  return { heard, handlers };
}

const SIZE = { cols: 132, rows: 43 };
const take = (held: HeldTerminal) => {
  const { heard, handlers } = listen();
  return { heard, link: held.take(SIZE, handlers) };
};
/** What happens to a stream that was written to has happened. */
const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

test("the taker hears the prompt as if the link were new, and gets their own size", async () => {
  const { held, stdin } = await hold();
  await settle();
  const { heard, link } = take(held);
  expect(link).toBeDefined();
  // nothing before the taker has the link in hand
  expect(heard).toEqual([]);
  await vi.waitFor(() => expect(heard).toEqual([`hello 0-${PROMPT.length} 100x30`, `data 0 ${PROMPT}`]));
  const resize = Buffer.from(stdin.read());
  expect([resize.toString("latin1", 0, 1), resize.readUInt16BE(5), resize.readUInt16BE(7)]).toEqual(["W", 132, 43]);
});

test("what comes at the moment of the take is told once, in order", async () => {
  const { held, stdout } = await hold();
  await settle();
  const { heard } = take(held);
  stdout.write(frame("R", `{"cols":132,"rows":43,"offset":${PROMPT.length}}`));
  stdout.write(frame("D", "x"));
  stdout.write(frame("X", '{"code":0,"signal":null}'));
  await vi.waitFor(() => expect(heard).toHaveLength(5));
  expect(heard.slice(2)).toEqual(["resized 132x43", `data ${PROMPT.length} x`, "exit 0"]);
});

test("one gets it, a second does not", async () => {
  const { held } = await hold();
  expect(take(held).link).toBeDefined();
  expect(take(held).link).toBeUndefined();
  await held.over;
});

test("closing leaves what was taken alone, and ends what was not", async () => {
  const taken = await hold();
  take(taken.held);
  taken.held.close();
  expect(taken.destroy).not.toHaveBeenCalled();
  const left = await hold();
  left.held.close();
  expect(left.destroy).toHaveBeenCalledOnce();
  expect(take(left.held).link).toBeUndefined();
});

test.each([
  ["the link was cut", (stdout: PassThrough) => stdout.end()],
  ["the shell has ended", (stdout: PassThrough) => stdout.write(frame("X", '{"code":0,"signal":null}'))],
  ["another has resized it", (stdout: PassThrough) => stdout.write(frame("R", '{"cols":9,"rows":9,"offset":0}'))],
  ["output was lost", (stdout: PassThrough) => stdout.write(frame("H", HELLO))],
])("nobody gets it after %s", async (_why, spoil) => {
  const { held, stdout, destroy } = await hold();
  spoil(stdout);
  await held.over;
  expect(take(held).link).toBeUndefined();
  expect(destroy).toHaveBeenCalledOnce();
});

test("a taker that leaves at once hears nothing", async () => {
  const { held, destroy } = await hold();
  const { heard, link } = take(held);
  link?.close();
  await settle();
  expect(heard).toEqual([]);
  expect(destroy).toHaveBeenCalledOnce();
});

test("a shell that does not answer is an error", async () => {
  const stdout = new PassThrough();
  const open: OpenExec = async () => ({
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    exit: new Promise(() => {}),
    destroy: () => {},
  });
  stdout.end(frame("E", '{"code":"CANNOT_START"}'));
  await expect(holdTerminal(open, { id: "t1", cols: 100, rows: 30 })).rejects.toMatchObject({
    agentCode: "CANNOT_START",
  });
});
