import { request } from "node:http";
import type { Duplex } from "node:stream";
import { EngineError, isEngineError, SocketDuplex } from "../docker";

export type ConnectInside = (
  target: { host: string; port: number },
  options: { signal: AbortSignal },
) => Promise<Duplex>;

export type HttpAnswer =
  | { kind: "answer"; status: number; body: string }
  /** Nobody listens. */
  | { kind: "refused" }
  /** Accepted and then closed without a word. */
  | { kind: "closed" }
  | { kind: "slow" }
  | { kind: "notHttp" };

const TIMEOUT_MS = 3_000;
const NUDGE_MS = 2_000;
const MAX_BODY_BYTES = 64 * 1024;
/** The relay's exit code, by which it says that nobody listened, follows its closed output. */
const LAST_WORD_MS = 400;
const RELAY_REFUSED = 3;
const REFUSED = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN"]);
export const HTTP_TIMEOUT_SECONDS = TIMEOUT_MS / 1000;

/** One GET from inside the sandbox. @throws EngineError when the way there failed, which says nothing about the server. */
export async function getInside(
  connect: ConnectInside,
  target: { host: string; port: number; path: string },
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const patience = new AbortController();
  const giveUp = () => patience.abort();
  signal?.throwIfAborted();
  signal?.addEventListener("abort", giveUp, { once: true });
  let isConnected = false;
  const timer = setTimeout(giveUp, TIMEOUT_MS);
  try {
    const socket = new LastWordSocket(await connect(target, { signal: patience.signal }));
    isConnected = true;
    try {
      return await ask(socket, target, patience.signal);
    } finally {
      socket.destroy();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isRefusal(error)) return { kind: "refused" };
    if (patience.signal.aborted && isConnected) return { kind: "slow" };
    // Before the connection stands, it is our way into the sandbox that was slow, and nobody else's abort.
    if (patience.signal.aborted)
      throw new EngineError("ENGINE_TIMEOUT", "no way into the sandbox in time", {}, { cause: error });
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code.startsWith("HPE_")) return { kind: "notHttp" };
    if (code === "ECONNRESET" || code === "EPIPE") return { kind: "closed" };
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

function ask(
  socket: Duplex,
  { host, port, path }: { host: string; port: number; path: string },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({
      createConnection: () => socket,
      method: "GET",
      path,
      headers: { host: `${host}:${port}`, "user-agent": "naru-check", connection: "close" },
      signal,
    });
    call.on("error", reject);
    // A server that ended its side is heard of only once ours is ended: the relay waits for both.
    const nudge = setTimeout(() => socket.end(), NUDGE_MS);
    socket.once("close", () => clearTimeout(nudge));
    call.once("response", (response) => {
      socket.end();
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () =>
        resolve({
          kind: "answer",
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString("utf8"),
        });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < MAX_BODY_BYTES) return;
        finish();
        response.destroy();
      });
      response.on("end", finish);
      // A body cut short is still an answer: status and what came of it.
      response.on("error", finish);
      response.on("aborted", finish);
    });
    call.end();
  });
}

function isRefusal(error: unknown): boolean {
  if (isEngineError(error)) return error.code === "ENGINE_UNREACHABLE" && error.params.exitCode === RELAY_REFUSED;
  return error instanceof Error && "code" in error && REFUSED.has(String(error.code));
}

/** Passes a silent end on only after the connection had time to say why. */
class LastWordSocket extends SocketDuplex {
  #hasData = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly inner: Duplex) {
    super({ allowHalfOpen: true });
    inner.on("data", (chunk: Buffer) => {
      this.#hasData = true;
      if (!this.push(chunk)) inner.pause();
    });
    inner.once("end", () => {
      if (this.#hasData) this.push(null);
      else this.#timer = setTimeout(() => this.push(null), LAST_WORD_MS);
    });
    inner.on("error", (error) => this.destroy(error));
    inner.once("close", () => {
      if (!this.destroyed && !this.readableEnded && this.#timer === undefined) this.push(null);
    });
  }

  override _read() {
    this.inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    // A write to an end that is gone is told by the end itself.
    this.inner.write(chunk, () => done());
  }

  override _final(done: () => void) {
    this.inner.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    clearTimeout(this.#timer);
    this.inner.destroy();
    done(error);
  }
}
