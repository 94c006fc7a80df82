import { expect, it } from "vitest";
import { startDeadline } from "./deadline";
import { toEngineError } from "./to-engine-error";

it.each([
  [{ statusCode: 404, message: "no such container" }, "NOT_FOUND"],
  [{ statusCode: 409, message: "name in use" }, "CONFLICT"],
  [{ statusCode: 500, message: "write /x: no space left on device" }, "NO_SPACE"],
  [{ statusCode: 500, message: "something else" }, "ENGINE_REFUSED"],
  [{ code: "ECONNREFUSED", message: "connect" }, "ENGINE_UNREACHABLE"],
  [{ code: "ECONNRESET", message: "socket hang up" }, "ENGINE_UNREACHABLE"],
  ["words", "BAD_ANSWER"],
])("gives %j the code %s", (failure, code) => {
  expect(toEngineError(failure, "GET /x")).toMatchObject({ code });
});

it("tells a time-out from the caller's abort", async () => {
  const late = startDeadline(undefined, 1);
  await new Promise((resolve) => late.signal.addEventListener("abort", resolve));
  expect(toEngineError(new Error("x"), "GET /x", late)).toMatchObject({ code: "ENGINE_TIMEOUT" });

  const given = startDeadline(AbortSignal.abort(), 1_000);
  expect(toEngineError(new Error("x"), "GET /x", given)).toMatchObject({ code: "ABORTED" });
  given.done();
});
