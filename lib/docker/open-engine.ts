import type { Agent } from "node:http";
import { type Duplex, finished, type Readable } from "node:stream";
import Docker from "dockerode";
import { startDeadline } from "./deadline";
import { type DialKind, dial, isDuplex, isReadable, toBody } from "./dial";
import { EngineError } from "./errors";
import { readJsonLines } from "./json-lines";
import { infoSchema, versionSchema } from "./records";
import { toEngineError } from "./to-engine-error";
import type { CallOptions, Engine, HttpMethod, RequestOptions } from "./types";

const CALL_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 5_000;

export function openEngine({ socketPath }: { socketPath: string }): Engine {
  return new DockerodeEngine(new Docker({ socketPath }), socketPath, () => {});
}

/** An engine whose connections the agent makes. */
export function openEngineOver(agent: Agent, address: string): Engine {
  // docker-modem asks for a host where there is no socket; the agent doesn't look at it.
  const options: Docker.DockerOptions & { agent: Agent } = { agent, protocol: "http", host: "http://engine", port: 80 };
  const docker = new Docker(options);
  return new DockerodeEngine(docker, address, () => agent.destroy());
}

class DockerodeEngine implements Engine {
  constructor(
    private readonly docker: Docker,
    readonly address: string,
    readonly close: () => void,
  ) {}

  async ping(options: CallOptions = {}) {
    await this.request("GET", "/_ping", { timeoutMs: PING_TIMEOUT_MS, ...options });
  }

  async version(options: CallOptions = {}) {
    return this.parse("/version", versionSchema, options);
  }

  async info(options: CallOptions = {}) {
    return this.parse("/info", infoSchema, options);
  }

  request(method: HttpMethod, path: string, options: RequestOptions = {}): Promise<unknown> {
    return this.call(method, path, { timeoutMs: CALL_TIMEOUT_MS, ...options }, {}, toBody);
  }

  async *stream(
    path: string,
    options: RequestOptions & { method?: HttpMethod; upload?: Readable } = {},
  ): AsyncGenerator<unknown> {
    const { method = "GET", ...rest } = options;
    const body = await this.open(method, path, rest);
    try {
      yield* readJsonLines(body);
    } catch (error) {
      throw toEngineError(error, `${method} ${path} on ${this.address}`);
    } finally {
      body.destroy();
    }
  }

  open(method: HttpMethod, path: string, options: RequestOptions & { upload?: Readable } = {}): Promise<Readable> {
    const { upload, ...rest } = options;
    return this.call(method, path, rest, { isStream: true, upload }, (answer) => {
      if (!isReadable(answer)) throw new EngineError("BAD_ANSWER", `${method} ${path}: no stream`);
      return answer;
    });
  }

  upgrade(path: string, options: RequestOptions = {}): Promise<Duplex> {
    return this.call("POST", path, options, { hijack: true }, (answer) => {
      if (!isDuplex(answer)) throw new EngineError("BAD_ANSWER", `POST ${path}: the connection was not handed over`);
      return answer;
    });
  }

  private async parse<T>(path: string, schema: { parse(value: unknown): T }, options: CallOptions): Promise<T> {
    const answer = await this.request("GET", path, options);
    try {
      return schema.parse(answer);
    } catch (error) {
      throw toEngineError(error, `GET ${path} on ${this.address}`);
    }
  }

  /** The deadline covers a plain call to its last byte, and a stream for as long as it lasts. */
  private async call<T>(
    method: HttpMethod,
    path: string,
    options: RequestOptions,
    kind: DialKind,
    read: (answer: unknown) => T,
  ): Promise<T> {
    const what = `${method} ${path} on ${this.address}`;
    const deadline = startDeadline(options.signal, options.timeoutMs);
    let lasting: Readable | undefined;
    try {
      deadline.signal.throwIfAborted();
      const answer = read(await dial(this.docker, method, path, { ...options, signal: deadline.signal }, kind));
      if ((kind.isStream || kind.hijack) && isReadable(answer)) lasting = answer;
      return answer;
    } catch (error) {
      throw toEngineError(error, what, deadline);
    } finally {
      if (lasting) endWithStream(lasting, deadline, what);
      else deadline.done();
    }
  }
}

function endWithStream(stream: Readable, deadline: ReturnType<typeof startDeadline>, what: string) {
  const onAbort = () => stream.destroy(toEngineError(deadline.signal.reason, what, deadline));
  if (deadline.signal.aborted) onAbort();
  deadline.signal.addEventListener("abort", onAbort, { once: true });
  finished(stream, () => deadline.done());
}
