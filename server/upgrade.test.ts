import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createAnonymousUser, issueTicket } from "@/lib/auth";
import { readConfig } from "@/lib/config";
import { createRequestLimits } from "@/lib/gate";
import { createLog } from "@/lib/log";
import { createMetrics } from "@/lib/metrics";
import type { Runtime } from "@/lib/runtime";
import { setUpTestDatabase } from "@/tests/database";
import { nameRequest } from "./request-id";
import { acceptUpgrades } from "./upgrade";

const UUID = /^[0-9a-f-]{36}$/;
const servers: Server[] = [];

setUpTestDatabase();
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen({ requestIdHeader = undefined as string | undefined } = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ level: "info", stream: { write: (line) => void lines.push(JSON.parse(line)) } });
  const metrics = createMetrics();
  const config = { ...readConfig({ NODE_ENV: "test" }), requestIdHeader };
  const limits = createRequestLimits(config);
  const runtime = { log, metrics, config, limits, sandboxes: { log } } as unknown as Runtime;
  const seen: string[] = [];
  const handle = (own: Runtime, _: WebSocket, { requestId }: { requestId: string }) => {
    seen.push(requestId);
    own.log.info("handled");
  };
  const server = createServer();
  servers.push(server);
  acceptUpgrades(
    server,
    runtime,
    {
      "/ws/terminal": { kind: "terminal", parameter: "sandbox", handle },
      "/ws/session": { kind: "session", parameter: "lesson", handle },
    },
    undefined,
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = (path: string, headers: Record<string, string> = {}) =>
    new WebSocket(`ws://${host}${path}`, { headers: { origin: `http://${host}`, ...headers } });
  /** As a student's page does it, who has a cookie and fetched a ticket. */
  const openAllowed = async (kind: "terminal" | "session", headers: Record<string, string> = {}) => {
    const { user, setCookie } = await createAnonymousUser({ locale: "en" });
    const ticket = await issueTicket({ userId: user.id, kind, target: "x" });
    const parameter = kind === "terminal" ? "sandbox" : "lesson";
    return open(`/ws/${kind}?${parameter}=x&ticket=${ticket}`, {
      cookie: setCookie.split(";", 1)[0] ?? "",
      ...headers,
    });
  };
  return { open, openAllowed, seen, lines, metrics };
}

const answerOf = async (socket: WebSocket, event: "upgrade" | "unexpected-response"): Promise<IncomingMessage> => {
  socket.on("error", () => {});
  const values = await once(socket, event);
  return values[values.length - 1];
};

describe("a socket's request", () => {
  it("is named in the handshake's answer, to its handler and in what that logs", async () => {
    const { openAllowed, seen, lines } = await listen();
    const { headers } = await answerOf(await openAllowed("session"), "upgrade");
    expect(headers["x-request-id"]).toMatch(UUID);
    expect(seen).toEqual([headers["x-request-id"]]);
    expect(lines).toEqual([expect.objectContaining({ msg: "handled", requestId: headers["x-request-id"] })]);
  });

  it("does not name itself, unless the operator named the header and the id is well-formed", async () => {
    const own = await listen();
    const headers = { "x-request-id": "of-the-client", "x-proxy-id": "of-the-proxy" };
    expect((await answerOf(await own.openAllowed("session", headers), "upgrade")).headers["x-request-id"]).toMatch(
      UUID,
    );
    const trusting = await listen({ requestIdHeader: "x-proxy-id" });
    const answer = await answerOf(await trusting.openAllowed("session", headers), "upgrade");
    expect(answer.headers["x-request-id"]).toBe("of-the-proxy");
    const broken = await answerOf(await trusting.openAllowed("session", { "x-proxy-id": "a b" }), "upgrade");
    expect(broken.headers["x-request-id"]).toMatch(UUID);
  });

  it.each([
    ["of another site", "/ws/session", { origin: "http://evil.example" }, 403],
    ["of no socket of ours", "/ws/other", {}, 404],
    ["of nobody", "/ws/session?lesson=x", {}, 401],
  ])("%s is refused by its number", async (_, path, headers, status) => {
    const { open, seen, lines, metrics } = await listen();
    const answer = await answerOf(open(path, headers), "unexpected-response");
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["x-request-id"]).toMatch(UUID);
    expect(seen).toEqual([]);
    if (status !== 403) return;
    expect(lines).toEqual([expect.objectContaining({ requestId: answer.headers["x-request-id"] })]);
    expect(metrics.listErrors()).toMatchObject([{ code: "FORBIDDEN_ORIGIN", count: 1 }]);
  });

  it("is counted by its kind while it is open", async () => {
    const { openAllowed, metrics } = await listen();
    const socket = await openAllowed("terminal");
    await answerOf(socket, "upgrade");
    await expect.poll(() => metrics.countSockets("terminal")).toBe(1);
    expect(metrics.countSockets("session")).toBe(0);
    socket.close();
    await expect.poll(() => metrics.countSockets("terminal")).toBe(0);
  });
});

describe("a request's headers", () => {
  it("tell routes the id and address we saw, never what the client wrote", () => {
    const request = {
      headers: { "x-request-id": "of-the-client", "x-naru-peer": "203.0.113.9" },
      socket: { remoteAddress: "198.51.100.7" },
    } as unknown as IncomingMessage;
    const id = nameRequest(request, { requestIdHeader: undefined, trustedProxies: [] });
    expect(id).toMatch(UUID);
    expect(request.headers).toMatchObject({ "x-request-id": id, "x-naru-peer": "198.51.100.7" });
  });
});
