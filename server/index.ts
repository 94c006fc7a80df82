import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import { getOperatorKey } from "@/lib/auth";
import { ConfigError, readConfig } from "@/lib/config";
import { startDatabase } from "@/lib/db";
import { ADDRESS_HEADER, toClientAddress } from "@/lib/gate";
import { forRequest, getRuntime } from "@/lib/runtime";
import { refuseForeignHost } from "./refuse-host";
import { nameRequest, REQUEST_ID_HEADER } from "./request-id";
import { toRoutePattern } from "./route-pattern";
import { handleSessionSocket } from "./session-socket";
import { handleTerminalSocket } from "./terminal-socket";
import { startTimers } from "./timers";
import { acceptUpgrades } from "./upgrade";

/** How long clients have to take their leave before the process ends. */
const SHUTDOWN_MS = 5_000;

async function main(): Promise<void> {
  const config = readConfig();
  await startDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl });
  const runtime = getRuntime();
  // made now, so that it is where `npm start` says before anybody asks for it
  await getOperatorKey();
  const isDevelopment = config.mode === "development";
  const server = createServer();
  // never listens: Next hangs its own upgrade listener on the server it is given, and would close our sockets
  const decoy = createServer();
  const app = next({ dev: isDevelopment, hostname: config.host, port: config.port, httpServer: decoy });
  await app.prepare();
  const handle = app.getRequestHandler();
  server.on("request", (request, response) => {
    const requestId = nameRequest(request, config);
    const { log } = forRequest(runtime, requestId);
    response.setHeader(REQUEST_ID_HEADER, requestId);
    const begun = performance.now();
    // before Next rewrites the address
    const { method = "", url = "/" } = request;
    response.once("close", () => {
      const status = response.statusCode;
      const seen = { method, route: toRoutePattern(url), status, durationMs: performance.now() - begun };
      runtime.metrics.observeHttp(seen);
      log.debug(seen, "request answered");
    });
    if (refuseForeignHost(runtime, request, response)) return;
    request.headers[ADDRESS_HEADER] = toClientAddress(
      request.socket.remoteAddress,
      request.headers["x-forwarded-for"],
      config.trustedProxies,
    );
    handle(request, response).catch((error) => {
      log.error({ err: error }, "request handler failed");
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  const sockets = acceptUpgrades(
    server,
    runtime,
    {
      "/ws/terminal": { kind: "terminal", parameter: "sandbox", handle: handleTerminalSocket },
      "/ws/session": { kind: "session", parameter: "lesson", handle: handleSessionSocket },
    },
    isDevelopment
      ? (request: IncomingMessage, socket: Duplex, head: Buffer) => decoy.emit("upgrade", request, socket, head)
      : undefined,
  );
  const timers = startTimers(runtime);

  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    runtime.stopping.isStopping = true;
    runtime.log.info({ signal }, "stopping");
    timers.abort();
    server.close();
    // 1012: browsers come back by themselves; shells and sandboxes live on without us
    for (const socket of sockets.clients) socket.close(1012, "restart");
    const end = setTimeout(() => process.exit(0), SHUTDOWN_MS);
    const poll = setInterval(() => {
      if (sockets.clients.size > 0) return;
      clearInterval(poll);
      clearTimeout(end);
      server.closeAllConnections();
      runtime.db.$disconnect().finally(() => process.exit(0));
    }, 50);
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("unhandledRejection", (error) => runtime.log.error({ err: error }, "unhandled rejection"));

  server.once("error", (error) => {
    process.stderr.write(`Naru cannot listen on ${config.host}:${config.port}: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () =>
    runtime.log.info({ host: config.host, port: config.port }, "listening"),
  );
}

main().catch((error) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `Naru could not start: ${error}`}\n`);
  process.exit(1);
});
