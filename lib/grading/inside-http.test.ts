import { afterEach, expect, test, vi } from "vitest";
import { EngineError } from "../docker";
import { type ConnectInside, getInside } from "./inside-http";

afterEach(() => {
  vi.useRealTimers();
});

/** As an engine too busy to start the relay: it answers only when it is given up. */
const connectNever: ConnectInside = (_target, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new EngineError("ABORTED", "given up by the caller")), {
      once: true,
    });
  });
const target = { host: "127.0.0.1", port: 80, path: "/" };

test("a way into the sandbox that takes too long is our time-out, not somebody's abort", async () => {
  vi.useFakeTimers();
  const asked = expect(getInside(connectNever, target)).rejects.toMatchObject({ code: "ENGINE_TIMEOUT" });
  await vi.runAllTimersAsync();
  await asked;
});

test("the caller's abort stays an abort", async () => {
  const caller = new AbortController();
  const asked = expect(getInside(connectNever, target, caller.signal)).rejects.toMatchObject({ name: "AbortError" });
  caller.abort();
  await asked;
});
