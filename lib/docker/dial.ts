import type { Duplex, Readable } from "node:stream";
import type Docker from "dockerode";
import type { HttpMethod, RequestOptions } from "./types";

/** The one call of dockerode's that all others rest on, which its types leave open. */
interface Modem {
  dial(options: DialOptions, done: (error: unknown, answer: unknown) => void): void;
}

interface DialOptions {
  method: HttpMethod;
  path: string;
  options?: { _query: Record<string, string>; _body: unknown };
  statusCodes: Readonly<Record<number, boolean | string>>;
  abortSignal?: AbortSignal;
  isStream?: boolean;
  hijack?: boolean;
  file?: Readable;
}

const STATUS_CODES = {
  101: true,
  200: true,
  201: true,
  202: true,
  204: true,
  304: true,
  400: "bad request",
  403: "forbidden",
  404: "not found",
  409: "conflict",
  500: "server error",
} as const;

export interface DialKind {
  isStream?: boolean;
  hijack?: boolean;
  upload?: Readable;
}

export function dial(
  docker: Docker,
  method: HttpMethod,
  path: string,
  options: RequestOptions,
  kind: DialKind = {},
): Promise<unknown> {
  const modem: Modem = docker.modem;
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined) query[key] = String(value);
  }
  const hasQuery = Object.keys(query).length > 0;
  return new Promise((resolve, reject) => {
    modem.dial(
      {
        method,
        path: hasQuery ? `${path}?` : path,
        options: { _query: query, _body: options.body ?? {} },
        statusCodes: STATUS_CODES,
        abortSignal: options.signal,
        isStream: kind.isStream,
        hijack: kind.hijack,
        file: kind.upload,
      },
      (error, answer) => (error ? reject(error) : resolve(answer)),
    );
  });
}

/** Bodies arrive as parsed JSON, or as a buffer where they are none. */
export function toBody(answer: unknown): unknown {
  if (!Buffer.isBuffer(answer)) return answer;
  if (answer.length === 0) return undefined;
  const text = answer.toString("utf8");
  return text.trim() === "null" ? null : text;
}

export function isDuplex(answer: unknown): answer is Duplex {
  return typeof answer === "object" && answer !== null && "write" in answer && "pipe" in answer;
}

export function isReadable(answer: unknown): answer is Readable {
  return typeof answer === "object" && answer !== null && "pipe" in answer;
}
