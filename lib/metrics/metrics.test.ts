import { describe, expect, it } from "vitest";
import { createMetrics } from ".";

const NOTHING = { sandboxesByState: null, queued: null, warm: null, warmTarget: null };
const FIGURES = { sandboxesByState: { ready: 3, starting: 1 }, queued: 2, warm: 4, warmTarget: 5 };

describe("the metrics of a process", () => {
  it("are told in Prometheus' format with what was observed", async () => {
    const metrics = createMetrics();
    metrics.observeHttp({ method: "GET", route: "/api/health", status: 200, durationMs: 4 });
    metrics.observeStart(120, "warm");
    metrics.observeCheck(30, "state");
    metrics.countError("CAPACITY_FULL");
    const { contentType, text } = await metrics.render(FIGURES);
    expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
    for (const line of [
      'naru_http_request_duration_seconds_bucket{le="0.005",route="/api/health",method="GET",status="200"} 1',
      'naru_sandbox_start_duration_seconds_bucket{le="0.1",source="warm"} 0',
      'naru_sandbox_start_duration_seconds_bucket{le="0.15",source="warm"} 1',
      'naru_check_round_duration_seconds_count{lane="state"} 1',
      'naru_errors_total{code="CAPACITY_FULL"} 1',
      'naru_sandboxes{state="ready"} 3',
      "naru_queue_length 2",
      "naru_pool_warm 4",
      "naru_pool_target 5",
    ])
      expect(text.split("\n")).toContain(line);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m);
  });

  it("forget a state nobody is in, and say NaN for what could not be seen", async () => {
    const metrics = createMetrics();
    await metrics.render(FIGURES);
    const { text } = await metrics.render(NOTHING);
    expect(text).not.toMatch(/^naru_sandboxes\{/m);
    expect(text).toMatch(/^naru_queue_length Nan$/im);
  });

  it("count open sockets, each once however often it is said to be closed", async () => {
    const metrics = createMetrics();
    const close = metrics.openSocket("terminal");
    metrics.openSocket("terminal");
    expect(metrics.countSockets("terminal")).toBe(2);
    close();
    close();
    expect(metrics.countSockets("terminal")).toBe(1);
    const { text } = await metrics.render(NOTHING);
    expect(text).toContain('naru_sockets_open{kind="terminal"} 1');
    expect(text).toContain('naru_sockets_open{kind="session"} 0');
  });

  it("remember of each error how often and when last, the most recent first", () => {
    const metrics = createMetrics();
    const before = Date.now();
    metrics.countError("INTERNAL");
    metrics.countError("INTERNAL");
    expect(metrics.listErrors()).toEqual([{ code: "INTERNAL", count: 2, lastAt: expect.any(Date) }]);
    expect(metrics.listErrors()[0]?.lastAt.getTime()).toBeGreaterThanOrEqual(before);
  });

  it("make one series of all methods nobody of ours uses", async () => {
    const metrics = createMetrics();
    for (const method of ["PROPFIND", "BREW", "LOCK"])
      metrics.observeHttp({ method, route: "other", status: 405, durationMs: 1 });
    const { text } = await metrics.render(NOTHING);
    expect(text).toContain('naru_http_request_duration_seconds_count{route="other",method="OTHER",status="405"} 3');
    expect(text).not.toMatch(/PROPFIND|BREW/);
  });

  it("are each process's own: two of them do not share a registry", async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.countError("NOT_FOUND");
    expect((await other.render(NOTHING)).text).not.toContain("NOT_FOUND");
  });
});
