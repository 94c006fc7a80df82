import type { RawData, WebSocket } from "ws";
import { createMeter } from "@/lib/gate";
import { getRuntime, type Runtime, reportError } from "@/lib/runtime";
import { type LessonSession, SessionRegistry, type SessionUser } from "@/lib/session";
import { CLOSE } from "@/lib/shared/close-codes";
import { type ErrorCode, NaruError } from "@/lib/shared/errors";
import { type SessionClientMessage, type SessionServerMessage, sessionClientSchema } from "@/lib/shared/wire";
import { sendBounded } from "./bounded-send";
import { answerFileRequest } from "./file-requests";
import { keepAlive } from "./keep-alive";
import { parseMessage } from "./messages";
import type { SocketRequest } from "./upgrade";

/** Tabs of one student at one lesson. */
const MAX_SOCKETS = 8;
const MAX_EARLY_MESSAGES = 32;
/** What an editor asks while a folder is opened in it. */
const MESSAGES = { burst: 400, perSecond: 50 };

let registry: SessionRegistry | undefined;

/** What changes while a student looks at a lesson: their sandbox, their checks, their files. */
export function handleSessionSocket(runtime: Runtime, socket: WebSocket, request: SocketRequest): void {
  // a session outlives the request that opened it, so it does not log under that one's id
  registry ??= new SessionRegistry(getRuntime());
  const { requestId } = request;
  const meter = createMeter(MESSAGES);
  const early: RawData[] = [];
  let onMessage = (data: RawData) => {
    if (early.length >= MAX_EARLY_MESSAGES) refuse();
    else early.push(data);
  };
  socket.on("message", (data, isBinary) => {
    if (!meter.take()) {
      report(new NaruError("TOO_MANY_REQUESTS", { retryAfterSeconds: 1 }));
      return socket.close(CLOSE.policy, "TOO_MANY_REQUESTS");
    }
    if (isBinary) return refuse();
    onMessage(data);
  });
  socket.on("error", (error) => runtime.log.debug({ err: error }, "session socket"));
  keepAlive(socket);
  const send = (message: SessionServerMessage) => {
    sendBounded(socket, JSON.stringify(message));
  };
  const report = (error: unknown) => {
    const { code, params } = reportError(runtime, error);
    if (code === "INTERNAL") runtime.log.error({ err: error }, "session failed");
    send({ type: "error", code, params, requestId });
    return code;
  };
  const refuse = () => {
    report(new NaruError("INVALID_REQUEST"));
    socket.close(CLOSE.policy, "INVALID_REQUEST");
  };
  const openSession = async (sessions: SessionRegistry) => {
    const { user, target } = request;
    const session = await sessions.open({ userId: user.id, locale: user.locale }, target, MAX_SOCKETS);
    if (socket.readyState !== socket.OPEN) return session.release();
    socket.once("close", session.release);
    const receive = (data: RawData) => {
      const message = parseMessage(sessionClientSchema, data);
      if (!message) return refuse();
      obey(runtime, message, session, send, requestId).catch(report);
    };
    onMessage = receive;
    session.follow({ send, onError: report });
    for (const data of early.splice(0)) receive(data);
  };
  openSession(registry).catch((error) => {
    const code = report(error);
    socket.close(closeCodeOf(code), code);
  });
}

async function obey(
  runtime: Runtime,
  message: SessionClientMessage,
  { session, user }: { session: LessonSession; user: SessionUser },
  send: (message: SessionServerMessage) => void,
  requestId: string,
): Promise<void> {
  if (message.type === "step") return session.setStep(message.step);
  if (message.type === "locale") return session.setLocale(user, message.locale);
  try {
    send({ type: "reply", request: message.request, result: await answerFileRequest(await session.files(), message) });
  } catch (error) {
    const { code, params } = reportError(runtime, error);
    if (code === "INTERNAL") runtime.log.error({ err: error }, "file request failed");
    send({ type: "reply.error", request: message.request, code, params, requestId });
  }
}

function closeCodeOf(code: ErrorCode): number {
  if (code === "LESSON_NOT_FOUND" || code === "LESSON_BROKEN") return CLOSE.notFound;
  return code === "RATE_LIMITED" ? CLOSE.policy : CLOSE.tryAgain;
}
