import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWebSocket } from "./fake-web-socket";
import { OfflineError, RemoteError } from "./remote-error";
import { type ConnectionState, SessionSocket } from "./session-socket";
import type { GetTicket } from "./ticketed-socket";

async function start(getTicket: GetTicket = async () => ({ ticket: "once" })) {
  const states: ConnectionState[] = [];
  const onMessage = vi.fn();
  const socket = new SessionSocket({
    lesson: "docker/images",
    onMessage,
    onState: (state) => states.push(state),
    getTicket,
  });
  socket.connect();
  await settle();
  const current = () => FakeWebSocket.all.at(-1) as FakeWebSocket;
  return { socket, states, onMessage, current };
}

/** Lets the ticket arrive. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  FakeWebSocket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeWebSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("pushes come to the page; what is no message of ours is left out", async () => {
  const { current, onMessage, states } = await start();
  expect(current().url).toContain("/ws/session?lesson=docker%2Fimages&ticket=once");
  current().accept();
  current().onmessage?.({ data: "{" });
  current().onmessage?.({ data: "[]" });
  current().bytes(3);
  current().say({ type: "files.changed", paths: null });
  expect(onMessage.mock.calls).toEqual([[{ type: "files.changed", paths: null }]]);
  expect(states).toEqual(["connecting", "online"]);
});

test("replies find their requests in any order; an error keeps its code and id", async () => {
  const { socket, current } = await start();
  current().accept();
  const list = socket.listFiles();
  const read = socket.readFile("../x");
  expect(current().sent).toEqual([
    { type: "files.list", request: 1 },
    { type: "files.read", path: "../x", request: 2 },
  ]);
  current().say({ type: "reply.error", request: 2, code: "FILE_NOT_ALLOWED", params: {}, requestId: "r" });
  current().say({ type: "reply", request: 1, result: { entries: [], isTruncated: false } });
  current().say({ type: "reply", request: 1, result: "twice" });
  await expect(read).rejects.toMatchObject({ code: "FILE_NOT_ALLOWED", requestId: "r" });
  await expect(list).resolves.toEqual({ entries: [], isTruncated: false });
});

test("a request that nobody answers ends by itself", async () => {
  const { socket, current } = await start();
  current().accept();
  const late = expect(socket.listFiles()).rejects.toMatchObject({ code: "ENGINE_TIMEOUT" });
  await vi.advanceTimersByTimeAsync(20_000);
  await late;
});

test("a drop fails what was asked, refuses what is asked meanwhile, and comes back", async () => {
  const { socket, current, states } = await start();
  current().accept();
  const lost = socket.writeFile("a", "b", null);
  current().drop();
  await expect(lost).rejects.toBeInstanceOf(OfflineError);
  await expect(socket.listFiles()).rejects.toBeInstanceOf(OfflineError);
  await vi.advanceTimersByTimeAsync(250);
  expect(FakeWebSocket.all).toHaveLength(2);
  current().accept();
  expect(states).toEqual(["connecting", "online", "offline", "offline", "online"]);
});

test("a server that knows nobody is not asked again; an ended sandbox only means a fresh look", async () => {
  const ended = await start();
  ended.current().accept();
  ended.current().drop(4410);
  await vi.advanceTimersByTimeAsync(250);
  expect(FakeWebSocket.all).toHaveLength(2);

  FakeWebSocket.all = [];
  const unknown = await start();
  unknown.current().drop(4401);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeWebSocket.all).toHaveLength(1);
  expect(unknown.states.at(-1)).toBe("closed");
  unknown.socket.connect();
  await settle();
  expect(FakeWebSocket.all).toHaveLength(2);
});

test("a page that went away hears nothing and does not come back", async () => {
  const { socket, current, states } = await start();
  current().accept();
  const open = socket.listFiles();
  socket.dispose();
  await expect(open).rejects.toBeInstanceOf(OfflineError);
  current().drop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeWebSocket.all).toHaveLength(1);
  expect(states).toEqual(["connecting", "online"]);
});

test("the refusal of a ticket tells whether to come back", async () => {
  const refuse = (error: Error) => () => Promise.reject(error);
  const stranger = await start(refuse(new RemoteError("UNAUTHENTICATED", {}, "r")));
  const lost = await start(refuse(new RemoteError("LESSON_NOT_FOUND", {}, "r")));
  const offline = await start(refuse(new OfflineError("no answer")));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stranger.states).toEqual(["connecting", "closed"]);
  expect(stranger.onMessage).not.toHaveBeenCalled();
  expect(lost.states).toEqual(["connecting", "closed"]);
  expect(lost.onMessage).toHaveBeenCalledWith({ type: "error", code: "LESSON_NOT_FOUND", params: {}, requestId: "r" });
  expect(offline.states.filter((state) => state === "offline").length).toBeGreaterThan(10);
});
