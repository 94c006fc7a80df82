import type { ZodType } from "zod";
import { findUser, isSecureRequest, type User } from "@/lib/auth";
import { ADDRESS_HEADER } from "@/lib/gate";
import { forRequest, getRuntime, type Runtime, reportError, toRequestId } from "@/lib/runtime";
import { type ErrorBody, type ErrorCode, NaruError } from "@/lib/shared/errors";
import { isAllowedOrigin } from "@/lib/shared/origin";

const MAX_BODY_BYTES = 64 * 1024;

const STATUS: Partial<Record<ErrorCode, number>> = {
  INVALID_REQUEST: 400,
  BODY_TOO_LARGE: 413,
  UNAUTHENTICATED: 401,
  FORBIDDEN_ORIGIN: 403,
  FORBIDDEN_HOST: 421,
  NOT_FOUND: 404,
  SANDBOX_NOT_FOUND: 404,
  LESSON_NOT_FOUND: 404,
  CHECK_UNKNOWN: 404,
  RESERVATION_NOT_FOUND: 404,
  RATE_LIMITED: 429,
  TOO_MANY_REQUESTS: 429,
  CAPACITY_FULL: 503,
  ENGINE_UNREACHABLE: 503,
  ENGINE_TIMEOUT: 504,
  DATABASE_UNREACHABLE: 503,
  INTERNAL: 500,
};

export interface Call {
  request: Request;
  /** The request's own: what it logs carries the request's id. */
  runtime: Runtime;
  requestId: string;
  /** Who asks, as far as the network tells. */
  address: string;
  /** @throws NaruError INVALID_REQUEST, BODY_TOO_LARGE. */
  body: <T>(schema: ZodType<T>) => Promise<T>;
  findUser: () => Promise<User | undefined>;
  /** @throws NaruError UNAUTHENTICATED. */
  requireUser: () => Promise<User>;
}

/** Adapter of every route: refuses foreign origins on writes, and turns errors into codes with a request id. */
export async function answerRequest(request: Request, work: (call: Call) => Promise<Response>): Promise<Response> {
  // server/request-id.ts has put it there, over whatever the client wrote
  const requestId = toRequestId(request.headers.get("x-request-id"));
  const runtime = forRequest(getRuntime(), requestId);
  const cookie = request.headers.get("cookie") ?? undefined;
  const address = request.headers.get(ADDRESS_HEADER) ?? "";
  const connection = { isSecure: isSecureRequest(request.headers.get("host"), runtime.config.origins) };
  try {
    const isWrite = request.method !== "GET" && request.method !== "HEAD";
    const origin = request.headers.get("origin") ?? undefined;
    if (isWrite && !isAllowedOrigin(origin, request.headers.get("host") ?? undefined, runtime.config.origins)) {
      throw new NaruError("FORBIDDEN_ORIGIN");
    }
    if (isWrite) await runtime.limits.takeFromAddress(address);
    const response = await work({
      request,
      runtime,
      requestId,
      address,
      body: (schema) => readBody(request, schema),
      findUser: () => findUser(cookie, connection),
      requireUser: async () => {
        const user = await findUser(cookie, connection);
        if (!user) throw new NaruError("UNAUTHENTICATED");
        if (isWrite) await runtime.limits.takeFromUser(user.id);
        return user;
      },
    });
    response.headers.set("x-request-id", requestId);
    response.headers.set("cache-control", "no-store");
    return response;
  } catch (error) {
    const { code, params } = reportError(runtime, error);
    const status = STATUS[code] ?? 409;
    const path = new URL(request.url).pathname;
    if (status >= 500) runtime.log.error({ err: error, code, path }, "request failed");
    else runtime.log.debug({ code, path }, "request refused");
    const body: ErrorBody = { error: { code, params, requestId } };
    const response = Response.json(body, { status });
    response.headers.set("x-request-id", requestId);
    response.headers.set("cache-control", "no-store");
    if (params.retryAfterSeconds !== undefined) response.headers.set("retry-after", String(params.retryAfterSeconds));
    return response;
  }
}

async function readBody<T>(request: Request, schema: ZodType<T>): Promise<T> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new NaruError("BODY_TOO_LARGE", { limitKb: MAX_BODY_BYTES / 1024 });
    chunks.push(chunk);
  }
  let json: unknown;
  try {
    json = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
  } catch (error) {
    throw new NaruError("INVALID_REQUEST", {}, { cause: error });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new NaruError("INVALID_REQUEST", {}, { cause: parsed.error });
  return parsed.data;
}
