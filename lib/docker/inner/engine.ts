import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { type Deadline, startDeadline } from "../deadline";
import { EngineError, type EngineErrorCode } from "../errors";
import { createInnerAgent } from "../inner-agent";
import type { HttpMethod, LabEngine, RequestOptions } from "../types";

const CALL_TIMEOUT_MS = 8_000;
/** The student is root on the answering side: nothing is read without a limit. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;
const MAX_LINE_CHARS = 256 * 1024;

export interface BytesOptions extends RequestOptions {
  maxBytes: number;
  /** What to do with bytes beyond the limit: keep the first, keep the last, or fail with OUTPUT_TOO_LARGE. */
  beyond: "keep-head" | "keep-tail" | "fail";
}

/** A bounded door to the engine inside a sandbox: what answers there is the student's, so each answer has a size and a time limit. */
export interface InnerEngine {
  /** Parsed JSON, or undefined when the answer is empty. @throws EngineError */
  call(method: HttpMethod, path: string, options?: RequestOptions): Promise<unknown>;
  bytes(method: HttpMethod, path: string, options: BytesOptions): Promise<Buffer>;
  /** JSON lines until the engine ends the answer or the signal aborts. */
  lines(path: string, options?: RequestOptions & { onOpen?: () => void }): AsyncIterable<unknown>;
  /** How many calls were made so far. */
  readonly calls: number;
  close(): void;
}

/** The student's own engine through the sandbox's relay. Close it when done. */
export function openInner(lab: Pick<LabEngine, "connectInside">, sandboxId: string): InnerEngine {
  return new HttpInnerEngine({ agent: createInnerAgent(lab, sandboxId) });
}

/** An engine at a unix socket, for tests on a real one. */
export function openInnerAt(socketPath: string): InnerEngine {
  return new HttpInnerEngine({ agent: new Agent({ keepAlive: true }), socketPath });
}

interface Address {
  agent: Agent;
  socketPath?: string;
}

class HttpInnerEngine implements InnerEngine {
  calls = 0;
  #isClosed = false;

  constructor(private readonly address: Address) {}

  async call(method: HttpMethod, path: string, options: RequestOptions = {}): Promise<unknown> {
    const body = await this.bytes(method, path, { ...options, maxBytes: MAX_JSON_BYTES, beyond: "fail" });
    return body.length === 0 ? undefined : parseJson(body.toString("utf8"), path);
  }

  async bytes(method: HttpMethod, path: string, options: BytesOptions): Promise<Buffer> {
    const deadline = startDeadline(options.signal, options.timeoutMs ?? CALL_TIMEOUT_MS);
    try {
      const response = await this.#send(method, path, options, deadline.signal);
      return await readBounded(response, options);
    } catch (error) {
      throw this.#toError(error, deadline, path);
    } finally {
      deadline.done();
    }
  }

  async *lines(path: string, options: RequestOptions & { onOpen?: () => void } = {}): AsyncIterable<unknown> {
    const deadline = startDeadline(options.signal, options.timeoutMs);
    try {
      const response = await this.#send("GET", path, options, deadline.signal);
      options.onOpen?.();
      let rest = "";
      response.setEncoding("utf8");
      for await (const chunk of response) {
        const parts = (rest + chunk).split("\n");
        rest = parts.pop() ?? "";
        if (rest.length > MAX_LINE_CHARS) throw new EngineError("OUTPUT_TOO_LARGE", `line too long from ${path}`);
        for (const part of parts) if (part.trim()) yield parseJson(part, path);
      }
      if (rest.trim()) yield parseJson(rest, path);
    } catch (error) {
      throw this.#toError(error, deadline, path);
    } finally {
      deadline.done();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.address.agent.destroy();
  }

  async #send(
    method: HttpMethod,
    path: string,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    if (this.#isClosed) throw new EngineError("ABORTED", `closed: ${path}`);
    this.calls += 1;
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const send = () => open(this.address, method, path + toQuery(options.query), body, signal);
    // A kept-alive socket may have been closed by a restarted engine while idle: a question may be asked again.
    const response = await send().catch((error: unknown) => {
      if (method === "GET" && isReset(error) && !signal.aborted && !this.#isClosed) return send();
      throw error;
    });
    const status = response.statusCode ?? 0;
    if ((status >= 200 && status < 300) || status === 304) return response;
    throw await toStatusError(response, status, path);
  }

  #toError(error: unknown, deadline: Deadline, path: string): EngineError {
    if (error instanceof EngineError) return error;
    if (deadline.isTimedOut)
      return new EngineError("ENGINE_TIMEOUT", `no answer in time from ${path}`, {}, { cause: error });
    const isGivenUp = deadline.signal.aborted || this.#isClosed;
    return new EngineError(
      isGivenUp ? "ABORTED" : "ENGINE_UNREACHABLE",
      `no answer from ${path}`,
      {},
      { cause: error },
    );
  }
}

function open(
  address: Address,
  method: string,
  path: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = { host: "docker" };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = Buffer.byteLength(body);
    }
    const request = httpRequest({ ...address, method, path, headers, signal });
    request.once("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}

async function readBounded(response: IncomingMessage, { maxBytes, beyond }: BytesOptions): Promise<Buffer> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= maxBytes) continue;
    if (beyond === "fail") throw new EngineError("OUTPUT_TOO_LARGE", `more than ${maxBytes} bytes`);
    if (beyond === "keep-head") return Buffer.concat(chunks).subarray(0, maxBytes);
    if (size > 2 * maxBytes) {
      chunks = [Buffer.concat(chunks).subarray(-maxBytes)];
      size = maxBytes;
    }
  }
  const all = Buffer.concat(chunks);
  return all.length > maxBytes ? all.subarray(-maxBytes) : all;
}

async function toStatusError(response: IncomingMessage, status: number, path: string): Promise<EngineError> {
  const body = await readBounded(response, { maxBytes: 4096, beyond: "keep-head" });
  const codes: Record<number, EngineErrorCode> = { 404: "NOT_FOUND", 409: "CONFLICT" };
  return new EngineError(codes[status] ?? "ENGINE_REFUSED", `${status} from ${path}: ${body.toString("utf8")}`, {
    status,
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new EngineError("BAD_ANSWER", `no JSON from ${path}`, {}, { cause: error });
  }
}

function toQuery(query: RequestOptions["query"]): string {
  const pairs = Object.entries(query ?? {}).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] !== undefined,
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

function isReset(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}
