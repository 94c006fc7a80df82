import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { claimTicket, findUser, isSecureRequest, type TicketTarget, type User } from "@/lib/auth";
import { isAllowedHost, toClientAddress } from "@/lib/gate";
import { forRequest, type Runtime, reportError } from "@/lib/runtime";
import { CLOSE } from "@/lib/shared/close-codes";
import { isAllowedOrigin } from "@/lib/shared/origin";
import { nameRequest, REQUEST_ID_HEADER } from "./request-id";

export interface SocketRequest {
  url: URL;
  user: User;
  requestId: string;
  /** What the ticket was for: the sandbox's id, or the lesson's. */
  target: string;
}

export interface SocketKind {
  kind: TicketTarget["kind"];
  /** The parameter of the address that names the ticket's target. */
  parameter: string;
  /** `runtime` is the request's own: what it logs carries the request's id. */
  handle: (runtime: Runtime, socket: WebSocket, request: SocketRequest) => void;
}

/** Largest message a browser may send: a file of the editor, with room for JSON's escapes. */
const MAX_PAYLOAD_BYTES = 5 * 1024 * 1024;
/** All of one student's sockets: twelve terminals and a session, in a tab beside another that is being left. */
const MAX_SOCKETS_PER_USER = 40;
/** Handshakes that wait for the database. */
const MAX_WAITING = 1000;

/** Why a handshake is refused, as the line of its answer. */
class Refusal extends Error {
  override readonly name = "Refusal";
}

/**
 * The one upgrade listener: our sockets by path, Next's own (hot reload, development only) through its decoy server,
 * everything else closed. Browsers send cookies with sockets from any site: host, Origin, cookie and a ticket that only our
 * own page could fetch decide before the handshake.
 */
export function acceptUpgrades(
  server: Server,
  runtime: Runtime,
  kinds: Readonly<Record<string, SocketKind>>,
  forwardToNext: ((request: IncomingMessage, socket: Duplex, head: Buffer) => boolean) | undefined,
): WebSocketServer {
  const { config } = runtime;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
  const openByUser = new Map<string, number>();
  let waiting = 0;

  const admit = async (request: IncomingMessage, { kind, parameter }: SocketKind, url: URL) => {
    const { headers, socket } = request;
    const address = toClientAddress(socket.remoteAddress, headers["x-forwarded-for"], config.trustedProxies);
    await runtime.limits.takeFromAddress(address);
    const user = await findUser(headers.cookie, { isSecure: isSecureRequest(headers.host, config.origins) });
    if (!user) throw new Refusal("401 Unauthorized");
    if ((openByUser.get(user.id) ?? 0) >= MAX_SOCKETS_PER_USER) throw new Refusal("429 Too Many Requests");
    const target = url.searchParams.get(parameter) ?? "";
    const ticket = url.searchParams.get("ticket") ?? "";
    if (!ticket || !(await claimTicket(ticket, { userId: user.id, kind, target }))) throw new Refusal("403 Forbidden");
    return { user, target };
  };

  // ws writes the handshake's answer itself
  sockets.on("headers", (headers, request) =>
    headers.push(`${REQUEST_ID_HEADER}: ${request.headers[REQUEST_ID_HEADER]}`),
  );
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const requestId = nameRequest(request, runtime.config);
    const own = forRequest(runtime, requestId);
    const target = request.url ?? "/";
    // not `new URL(target)`: it throws on `//`, which anybody may send
    const [pathname = "/", query = ""] = target.split("?", 2);
    const { origin, host } = request.headers;
    if (!isAllowedHost(host, config)) return refuse(socket, "421 Misdirected Request", requestId);
    const kind = Object.hasOwn(kinds, pathname) ? kinds[pathname] : undefined;
    if (!kind) {
      if (!forwardToNext?.(request, socket, head)) refuse(socket, "404 Not Found", requestId);
      return;
    }
    if (!isAllowedOrigin(origin, host, config.origins)) {
      own.log.warn({ origin }, "socket refused: origin");
      runtime.metrics.countError("FORBIDDEN_ORIGIN");
      return refuse(socket, "403 Forbidden", requestId);
    }
    if (waiting >= MAX_WAITING) return refuse(socket, "503 Service Unavailable", requestId);
    const url = new URL("http://naru.invalid/");
    url.pathname = pathname;
    url.search = query;
    waiting += 1;
    admit(request, kind, url)
      .finally(() => {
        waiting -= 1;
      })
      .then((admitted) => {
        const { id } = admitted.user;
        const open = (openByUser.get(id) ?? 0) + 1;
        // counted anew: others were let in while this one waited for its ticket
        if (open > MAX_SOCKETS_PER_USER) throw new Refusal("429 Too Many Requests");
        sockets.handleUpgrade(request, socket, head, (accepted) => {
          accepted.once("close", runtime.metrics.openSocket(kind.kind));
          openByUser.set(id, open);
          accepted.once("close", () => {
            const left = (openByUser.get(id) ?? 1) - 1;
            if (left > 0) openByUser.set(id, left);
            else openByUser.delete(id);
          });
          try {
            kind.handle(own, accepted, { url, requestId, ...admitted });
          } catch (error) {
            // no status line any more: the other side speaks WebSocket by now
            own.log.error({ err: error }, "socket handler failed");
            accepted.close(CLOSE.tryAgain);
          }
        });
      })
      .catch((error) => refuse(socket, toStatus(error, own), requestId));
  });
  return sockets;
}

function toStatus(error: unknown, runtime: Runtime): string {
  if (error instanceof Refusal) {
    runtime.log.debug({ status: error.message }, "socket refused");
    return error.message;
  }
  const { code } = reportError(runtime, error);
  if (code === "TOO_MANY_REQUESTS") return "429 Too Many Requests";
  runtime.log.error({ err: error, code }, "handshake failed");
  return code === "INTERNAL" ? "500 Internal Server Error" : "503 Service Unavailable";
}

function refuse(socket: Duplex, status: string, requestId: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${REQUEST_ID_HEADER}: ${requestId}\r\n\r\n`,
  );
}
