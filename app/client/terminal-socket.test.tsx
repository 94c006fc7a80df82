import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWebSocket } from "./fake-web-socket";
import { OfflineError, RemoteError } from "./remote-error";
import { type TerminalScreen, TerminalSocket, type TerminalState } from "./terminal-socket";
import type { GetTicket } from "./ticketed-socket";

/** A screen that draws when told to, as a busy browser does. */
function createScreen() {
  const queue: (() => void)[] = [];
  const replaced: string[] = [];
  const screen: TerminalScreen = {
    write: (_bytes, done) => queue.push(done),
    replace: (_cols, _rows, text, done) => {
      replaced.push(text);
      queue.push(done);
    },
    resize: () => undefined,
  };
  const drawAll = () => {
    for (const done of queue.splice(0)) done();
  };
  return { screen, drawAll, replaced };
}

async function start(getTicket: GetTicket = async () => ({ ticket: "once" })) {
  const { screen, drawAll, replaced } = createScreen();
  const states: TerminalState[] = [];
  const onInputDropped = vi.fn();
  const socket = new TerminalSocket({
    sandbox: "s1",
    terminal: "t1",
    size: { cols: 80, rows: 24 },
    screen,
    onState: (state) => states.push(state),
    onInputDropped,
    getTicket,
  });
  socket.connect();
  await settle();
  const current = () => FakeWebSocket.all.at(-1) as FakeWebSocket;
  const opened = () => {
    current().accept();
    current().say({ type: "screen", offset: 1_000, epoch: 7, cols: 80, rows: 24, screen: "$ " });
    drawAll();
  };
  return { socket, drawAll, replaced, states, onInputDropped, current, opened };
}

const typed = (sent: readonly unknown[]) =>
  sent.filter((one) => ArrayBuffer.isView(one)).map((bytes) => new TextDecoder().decode(bytes));
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Lets the ticket arrive. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  FakeWebSocket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeWebSocket);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a fresh page asks for a whole screen", async () => {
  const { current, opened, replaced, states } = await start();
  expect(current().url).toContain("/ws/terminal?sandbox=s1&terminal=t1&ticket=once");
  opened();
  expect(current().sent[0]).toEqual({ type: "open", cols: 80, rows: 24, from: null });
  expect(replaced).toEqual(["$ "]);
  expect(states.at(-1)).toEqual({ kind: "open" });
});

test("credit is given for what was drawn, at 32 KiB at once and otherwise when idle", async () => {
  const { current, opened, drawAll } = await start();
  opened();
  current().bytes(40 * 1024);
  expect(current().sent).not.toContainEqual({ type: "ack", offset: 1_000 + 40 * 1024 });
  drawAll();
  expect(current().sent.at(-1)).toEqual({ type: "ack", offset: 1_000 + 40 * 1024 });

  current().bytes(10);
  drawAll();
  expect(current().sent.at(-1)).toEqual({ type: "ack", offset: 1_000 + 40 * 1024 });
  await vi.advanceTimersByTimeAsync(50);
  expect(current().sent.at(-1)).toEqual({ type: "ack", offset: 1_010 + 40 * 1024 });
});

test("a dropped link goes on from the last byte, once everything that arrived is drawn", async () => {
  const { current, opened, drawAll, states } = await start();
  opened();
  current().bytes(500);
  current().drop();
  expect(states.at(-1)).toEqual({ kind: "reconnecting" });
  await vi.advanceTimersByTimeAsync(250);
  expect(FakeWebSocket.all).toHaveLength(2);
  current().accept();
  expect(current().sent).toEqual([]);
  drawAll();
  expect(current().sent).toEqual([{ type: "open", cols: 80, rows: 24, from: { offset: 1_500, epoch: 7 } }]);
  current().say({ type: "resumed", offset: 1_500, epoch: 7 });
  expect(states.at(-1)).toEqual({ kind: "open" });
});

test("tries come later and later, and at once when the network is back", async () => {
  const { current, opened } = await start();
  opened();
  current().drop();
  for (const longest of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
    const before = FakeWebSocket.all.length;
    await vi.advanceTimersByTimeAsync(longest);
    expect(FakeWebSocket.all).toHaveLength(before + 1);
    current().drop();
  }
  const before = FakeWebSocket.all.length;
  window.dispatchEvent(new Event("online"));
  await settle();
  expect(FakeWebSocket.all).toHaveLength(before + 1);
});

test("what is typed while nobody listens is dropped aloud, never sent later", async () => {
  const { socket, current, opened, onInputDropped } = await start();
  opened();
  current().drop();
  socket.sendInput(new TextEncoder().encode("rm -rf\r"));
  expect(onInputDropped).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(250);
  current().accept();
  current().say({ type: "resumed", offset: 1_000, epoch: 7 });
  expect(typed(current().sent)).toEqual([]);
});

test("what is typed while the first screen is on its way is sent once it is there, in order", async () => {
  const { socket, current, opened, onInputDropped } = await start();
  socket.sendInput(bytesOf("docker"));
  socket.sendInput(bytesOf(" ps\r"));
  opened();
  socket.sendInput(bytesOf("ls\r"));
  expect(typed(current().sent)).toEqual(["docker", " ps\r", "ls\r"]);
  expect(onInputDropped).not.toHaveBeenCalled();
});

test("more than some lines before the first screen is dropped aloud", async () => {
  const { socket, current, opened, onInputDropped } = await start();
  socket.sendInput(bytesOf("a".repeat(4096)));
  socket.sendInput(bytesOf("b"));
  expect(onInputDropped).toHaveBeenCalledOnce();
  opened();
  expect(typed(current().sent)).toEqual(["a".repeat(4096)]);
});

test("what waits for a first screen that does not come is dropped aloud", async () => {
  const { socket, current, opened, onInputDropped } = await start();
  socket.sendInput(bytesOf("rm -rf\r"));
  current().drop();
  expect(onInputDropped).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(250);
  opened();
  expect(typed(current().sent)).toEqual([]);
});

test("after the shell's end Enter opens a new one from an empty screen", async () => {
  const { socket, current, opened, states } = await start();
  opened();
  current().say({ type: "exit", code: 0 });
  expect(states.at(-1)).toEqual({ kind: "exited", code: 0 });
  socket.sendInput(new TextEncoder().encode("x"));
  expect(FakeWebSocket.all).toHaveLength(1);
  socket.sendInput(new TextEncoder().encode("\r"));
  await settle();
  expect(FakeWebSocket.all).toHaveLength(2);
  current().accept();
  expect(current().sent).toEqual([{ type: "open", cols: 80, rows: 24, from: null }]);
});

test("a screen of another size is brought back to ours", async () => {
  const { current } = await start();
  current().accept();
  current().say({ type: "screen", offset: 0, epoch: 1, cols: 120, rows: 40, screen: "" });
  expect(current().sent.at(-1)).toEqual({ type: "resize", cols: 80, rows: 24 });
});

test("a sandbox that ended is not asked again", async () => {
  const { current, opened, states } = await start();
  opened();
  current().drop(4410);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeWebSocket.all).toHaveLength(1);
  expect(states.at(-1)).toEqual({ kind: "closed", error: null });
});

test("bytes before the first answer belong nowhere and are left out", async () => {
  const { current, drawAll } = await start();
  current().accept();
  current().bytes(100);
  current().say({ type: "screen", offset: 100, epoch: 1, cols: 80, rows: 24, screen: "" });
  current().bytes(5);
  drawAll();
  await vi.advanceTimersByTimeAsync(50);
  expect(current().sent.at(-1)).toEqual({ type: "ack", offset: 105 });
});

test("without a ticket it is tried again as after a drop, and not before the server said", async () => {
  // half of a wait is chance: here the longest
  vi.spyOn(Math, "random").mockReturnValue(1);
  const answers: (() => Promise<{ ticket: string }>)[] = [
    () => Promise.reject(new OfflineError("no answer")),
    () => Promise.reject(new RemoteError("TOO_MANY_REQUESTS", { retryAfterSeconds: 7 }, "r")),
    async () => ({ ticket: "third" }),
  ];
  const { states, current } = await start(() => (answers.shift() ?? Promise.reject)());
  expect(states.at(-1)).toEqual({ kind: "reconnecting" });
  await vi.advanceTimersByTimeAsync(250);
  await vi.advanceTimersByTimeAsync(6_900);
  expect(FakeWebSocket.all).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(current().url).toContain("ticket=third");
});

test("a ticket that will never be had ends the tries, with the reason", async () => {
  const getTicket = vi.fn(() => Promise.reject(new RemoteError("SANDBOX_NOT_FOUND", {}, "r")));
  const { states } = await start(getTicket);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(getTicket).toHaveBeenCalledOnce();
  expect(states.at(-1)).toMatchObject({ kind: "closed", error: { code: "SANDBOX_NOT_FOUND", requestId: "r" } });
});

test("a page that goes away while it waits for a ticket opens nothing", async () => {
  let give: (answer: { ticket: string }) => void = () => {};
  const { socket } = await start(() => new Promise((resolve) => (give = resolve)));
  socket.dispose();
  give({ ticket: "late" });
  await settle();
  expect(FakeWebSocket.all).toHaveLength(0);
});
