import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ErrorCode } from "../shared/errors";
import { type ErrorCount, type Metrics, SOCKET_KINDS, type SocketKind } from "./metrics";

/** Methods a browser of ours uses; the rest is told as one, so that nobody makes up series. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]);

/** Upper bounds in seconds: from a page out of memory to the longest start there may be. */
const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const START_BUCKETS = [0.05, 0.1, 0.15, 0.25, 0.4, 0.75, 1, 2, 3, 5, 10, 20, 45, 90];
const CHECK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** Everything that is counted in this process, in a registry of its own: to be made once, by lib/runtime. */
export function createMetrics(): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  // event loop lag, memory, collections of garbage, open handles
  collectDefaultMetrics({ register: registry });

  const http = new Histogram({
    name: "naru_http_request_duration_seconds",
    help: "HTTP requests by route pattern, method and status",
    labelNames: ["route", "method", "status"],
    buckets: HTTP_BUCKETS,
    registers,
  });
  const starts = new Histogram({
    name: "naru_sandbox_start_duration_seconds",
    help: "From the wish for a sandbox to its being ready, by where it came from",
    labelNames: ["source"],
    buckets: START_BUCKETS,
    registers,
  });
  const checks = new Histogram({
    name: "naru_check_round_duration_seconds",
    help: "Rounds of looking at checks, by lane",
    labelNames: ["lane"],
    buckets: CHECK_BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: "naru_errors_total",
    help: "Errors told to somebody, by code",
    labelNames: ["code"],
    registers,
  });
  const sockets = new Gauge({
    name: "naru_sockets_open",
    help: "Open WebSockets, by kind",
    labelNames: ["kind"],
    registers,
  });
  const sandboxes = new Gauge({
    name: "naru_sandboxes",
    help: "Sandboxes that are not over, by state",
    labelNames: ["state"],
    registers,
  });
  const queued = new Gauge({ name: "naru_queue_length", help: "Students who wait for a sandbox", registers });
  const warm = new Gauge({ name: "naru_pool_warm", help: "Warm sandboxes nobody has claimed", registers });
  const target = new Gauge({ name: "naru_pool_target", help: "Warm sandboxes the pool wants", registers });

  const open: Record<SocketKind, number> = { terminal: 0, session: 0 };
  for (const kind of SOCKET_KINDS) sockets.set({ kind }, 0);
  const told = new Map<ErrorCode, ErrorCount>();
  const setSockets = (kind: SocketKind, change: number) => {
    open[kind] += change;
    sockets.set({ kind }, open[kind]);
  };

  return {
    observeHttp: ({ method, route, status, durationMs }) =>
      http.observe({ route, method: METHODS.has(method) ? method : "OTHER", status }, durationMs / 1000),
    observeStart: (durationMs, source) => starts.observe({ source }, durationMs / 1000),
    observeCheck: (durationMs, lane) => checks.observe({ lane }, durationMs / 1000),
    countError(code) {
      errors.inc({ code });
      told.set(code, { code, count: (told.get(code)?.count ?? 0) + 1, lastAt: new Date() });
    },
    openSocket(kind) {
      setSockets(kind, 1);
      let isOpen = true;
      return () => {
        if (isOpen) setSockets(kind, -1);
        isOpen = false;
      };
    },
    countSockets: (kind) => open[kind],
    listErrors: () => [...told.values()].sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime()),
    async render(figures) {
      // a state nobody is in any more must not keep its last number
      sandboxes.reset();
      for (const [state, count] of Object.entries(figures.sandboxesByState ?? {})) sandboxes.set({ state }, count);
      setOrUnknown(queued, figures.queued);
      setOrUnknown(warm, figures.warm);
      setOrUnknown(target, figures.warmTarget);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** What could not be seen is NaN to Prometheus, never an old number and never 0. */
function setOrUnknown(gauge: Gauge, value: number | null): void {
  gauge.set(value ?? Number.NaN);
}
