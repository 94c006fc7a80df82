import type { RawData, WebSocket } from "ws";
import { createMeter } from "@/lib/gate";
import { type Runtime, reportError } from "@/lib/runtime";
import { requireSandbox, toEngineId, touchSandbox } from "@/lib/sandbox";
import { CLOSE } from "@/lib/shared/close-codes";
import { type ErrorCode, type ErrorParams, NaruError, PASSING_ERRORS } from "@/lib/shared/errors";
import { FIRST_TERMINAL } from "@/lib/shared/sandbox-view";
import {
  type TerminalClientMessage,
  type TerminalServerMessage,
  terminalClientSchema,
  terminalIdSchema,
} from "@/lib/shared/wire";
import {
  attachTerminal,
  renderSnapshot,
  type TerminalHandlers,
  type TerminalHello,
  type TerminalLink,
  toShellExec,
} from "@/lib/terminal";
import { sendBounded } from "./bounded-send";
import { keepAlive } from "./keep-alive";
import { parseMessage, toBytes } from "./messages";
import type { SocketRequest } from "./upgrade";

/** Terminals a student may have open in one sandbox, over all tabs. */
const MAX_TERMINALS = 12;
/** How long a browser may take to say how large its terminal is. */
const OPEN_TIMEOUT_MS = 10_000;
/** How often a student at the keyboard is noted as there: a question to the database for every key would be wasted. */
const TOUCH_MS = 5_000;
/** Largest single input: a paste arrives in pieces of at most this. */
const MAX_INPUT_BYTES = 1024 * 1024;
/** Acks come one for each 16 KiB drawn, keystrokes far more slowly; a paste is few large messages. */
const MESSAGES = { burst: 20_000, perSecond: 5_000 };

/** What Enter sends. */
const CARRIAGE_RETURN = 13;

const openByStudent = new Map<string, number>();

/** One terminal of one browser tab: bytes of the shell in binary frames, everything else as JSON of lib/shared/wire. */
export function handleTerminalSocket(runtime: Runtime, socket: WebSocket, request: SocketRequest): void {
  const early: { data: RawData; isBinary: boolean }[] = [];
  let onMessage = (data: RawData, isBinary: boolean) => {
    // frames may arrive before the look-ups below are done; a browser has only one thing to say by then
    if (early.length >= 8) fail("INVALID_REQUEST");
    else early.push({ data, isBinary });
  };
  const meter = createMeter(MESSAGES);
  socket.on("message", (data, isBinary) => {
    if (meter.take()) onMessage(data, isBinary);
    else fail("TOO_MANY_REQUESTS", { retryAfterSeconds: 1 });
  });
  socket.on("error", (error) => runtime.log.debug({ err: error }, "terminal socket"));
  keepAlive(socket);
  const send = (message: TerminalServerMessage) => {
    sendBounded(socket, JSON.stringify(message));
  };
  const fail = (code: ErrorCode, params: ErrorParams = {}, close: number = CLOSE.policy) => {
    runtime.metrics.countError(code);
    tell(code, params, close);
  };
  const tell = (code: ErrorCode, params: ErrorParams, close: number) => {
    send({ type: "error", code, params, requestId: request.requestId });
    socket.close(close, code);
  };
  const failWith = (error: unknown) => {
    const { code, params } = reportError(runtime, error);
    if (code === "INTERNAL") runtime.log.error({ err: error }, "terminal failed");
    tell(code, params, closeCodeOf(code));
  };

  const run = async () => {
    const { user, target } = request;
    const sandbox = await requireSandbox(runtime.sandboxes, user.id, target);
    if (sandbox.state === "ended" || sandbox.state === "failed" || sandbox.state === "stopping")
      throw new NaruError("SANDBOX_ENDED");
    if (sandbox.state !== "ready") throw new NaruError("SANDBOX_NOT_READY");
    const terminal = terminalIdSchema.safeParse(request.url.searchParams.get("terminal"));
    if (!terminal.success) throw new NaruError("INVALID_REQUEST");
    const lab = await runtime.lab();
    // a browser that left meanwhile has had its `close`: nothing below would ever be released
    if (socket.readyState !== socket.OPEN) return;
    socket.once("close", takeSlot(sandbox.id));
    await serveTerminal({
      runtime,
      socket,
      sandboxId: sandbox.id,
      userId: user.id,
      send,
      fail,
      failWith,
      takeMessages: (handler) => {
        onMessage = handler;
        for (const { data, isBinary } of early.splice(0)) handler(data, isBinary);
      },
      attach: async (options, handlers) => {
        // only who begins anew: where another one was, the held link has not been
        const isFirst = terminal.data === FIRST_TERMINAL && options.from === undefined;
        const held = isFirst && runtime.sandboxes.held.takeTerminal(sandbox.id, options, handlers);
        if (held) return held;
        const openExec = (cmd: string[]) => lab.exec(toEngineId(sandbox.id), toShellExec(cmd));
        return attachTerminal(openExec, { id: terminal.data, ...options }, handlers);
      },
    });
  };
  run().catch(failWith);
}

interface Serving {
  runtime: Runtime;
  socket: WebSocket;
  sandboxId: string;
  userId: string;
  send: (message: TerminalServerMessage) => void;
  fail: (code: ErrorCode, params?: ErrorParams, close?: number) => void;
  failWith: (error: unknown) => void;
  takeMessages: (handler: (data: RawData, isBinary: boolean) => void) => void;
  attach: (
    options: { cols: number; rows: number; from?: number; createdMs?: number },
    handlers: TerminalHandlers,
  ) => Promise<TerminalLink>;
}

async function serveTerminal({
  runtime,
  socket,
  sandboxId,
  userId,
  send,
  fail,
  failWith,
  takeMessages,
  attach,
}: Serving): Promise<void> {
  let link: TerminalLink | undefined;
  let isOpening = false;
  let touchedAt = Number.NEGATIVE_INFINITY;
  const openTimer = setTimeout(() => fail("INVALID_REQUEST"), OPEN_TIMEOUT_MS);
  const onSandbox = (event: { userId: string; sandboxId: string }) => {
    if (event.sandboxId !== sandboxId) return;
    requireSandbox(runtime.sandboxes, userId, sandboxId)
      .then((row) => row.state !== "ready" && fail("SANDBOX_ENDED", {}, CLOSE.ended))
      .catch(failWith);
  };
  runtime.bus.on("sandbox", onSandbox);
  socket.once("close", () => {
    clearTimeout(openTimer);
    runtime.bus.off("sandbox", onSandbox);
    link?.close();
  });

  const open = async ({ cols, rows, from }: Extract<TerminalClientMessage, { type: "open" }>) => {
    const forwarding = forward(socket, (offset) => link?.ack(offset), send, failWith);
    link = await attach({ cols, rows, from: from?.offset, createdMs: from?.epoch }, forwarding);
    if (socket.readyState !== socket.OPEN) link.close();
  };

  takeMessages((data, isBinary) => {
    if (isBinary) {
      const bytes = toBytes(data);
      if (bytes.length > MAX_INPUT_BYTES) return fail("BODY_TOO_LARGE", {}, 1009);
      link?.input(bytes);
      if (bytes.includes(CARRIAGE_RETURN)) runtime.bus.emit("line", { sandboxId });
      if (performance.now() - touchedAt < TOUCH_MS) return;
      touchedAt = performance.now();
      touchSandbox(runtime.sandboxes, sandboxId).catch(failWith);
      return;
    }
    const message = parseMessage(terminalClientSchema, data);
    if (!message) return fail("INVALID_REQUEST");
    if (message.type === "ack") return link?.ack(message.offset);
    if (message.type === "resize") return link?.resize(message);
    if (isOpening) return fail("INVALID_REQUEST");
    isOpening = true;
    clearTimeout(openTimer);
    open(message).catch(failWith);
  });
}

/**
 * Shell to browser. The holder in the sandbox never sends more than its credit window ahead of the browser's acks,
 * so nothing here queues without bound. A browser that cannot go on where it was gets the screen instead,
 * rebuilt from the holder's ring: nothing of the screen lives in this process.
 */
function forward(
  socket: WebSocket,
  ack: (offset: number) => void,
  send: (message: TerminalServerMessage) => void,
  failWith: (error: unknown) => void,
): TerminalHandlers {
  let gathering: { hello: TerminalHello; chunks: Uint8Array[]; offset: number } | undefined;
  let chain = Promise.resolve();
  /** A snapshot takes a moment to render; what comes after it waits its turn. */
  const inOrder = (work: () => void | Promise<void>) => {
    chain = chain.then(work).catch(failWith);
  };
  const finishGathering = () => {
    if (!gathering || gathering.offset < gathering.hello.end) return;
    const { hello, chunks } = gathering;
    gathering = undefined;
    inOrder(async () => {
      const ring = Buffer.concat(chunks);
      const screen = await renderSnapshot({ ...hello, start: hello.from, ring });
      const offset = hello.from + screen.consumedBytes;
      send({
        type: "screen",
        offset,
        epoch: hello.createdMs,
        cols: screen.cols,
        rows: screen.rows,
        screen: screen.ansi,
      });
      // the beginning of a character or sequence whose rest is still to come
      const rest = ring.subarray(screen.consumedBytes);
      if (rest.length > 0) sendBounded(socket, rest);
    });
  };
  const sendBytes = (bytes: Uint8Array) => {
    if (bytes.length === 0) return;
    inOrder(() => sendBounded(socket, bytes));
  };
  return {
    onHello: (hello) => {
      if (hello.resumed) {
        gathering = undefined;
        return inOrder(() => {
          send({ type: "resumed", offset: hello.from, epoch: hello.createdMs });
          send({ type: "resized", cols: hello.cols, rows: hello.rows });
        });
      }
      gathering = { hello, chunks: [], offset: hello.from };
      finishGathering();
    },
    onData: (bytes, offset) => {
      if (!gathering) return sendBytes(bytes);
      const needed = gathering.hello.end - gathering.offset;
      gathering.chunks.push(bytes.subarray(0, needed));
      gathering.offset = offset + Math.min(bytes.length, needed);
      // credit for what the snapshot swallows: the browser acks only what it is sent
      ack(gathering.offset);
      finishGathering();
      sendBytes(bytes.subarray(needed));
    },
    onResized: ({ cols, rows }) => {
      // while gathering, the size is part of the snapshot
      if (!gathering) inOrder(() => send({ type: "resized", cols, rows }));
    },
    onExit: ({ code }) =>
      inOrder(() => {
        send({ type: "exit", code });
        socket.close(1000, "exit");
      }),
    onError: (error) => {
      if (socket.readyState === socket.OPEN) failWith(new NaruError("TERMINAL_LOST", {}, { cause: error }));
    },
  };
}

function takeSlot(sandboxId: string): () => void {
  const taken = openByStudent.get(sandboxId) ?? 0;
  if (taken >= MAX_TERMINALS) throw new NaruError("TERMINAL_LIMIT", { limit: MAX_TERMINALS });
  openByStudent.set(sandboxId, taken + 1);
  return () => {
    const left = (openByStudent.get(sandboxId) ?? 1) - 1;
    if (left > 0) openByStudent.set(sandboxId, left);
    else openByStudent.delete(sandboxId);
  };
}

function closeCodeOf(code: ErrorCode): number {
  if (code === "UNAUTHENTICATED") return CLOSE.unauthenticated;
  if (code === "SANDBOX_NOT_FOUND") return CLOSE.notFound;
  if (code === "SANDBOX_ENDED") return CLOSE.ended;
  return PASSING_ERRORS.has(code) ? CLOSE.tryAgain : CLOSE.policy;
}
