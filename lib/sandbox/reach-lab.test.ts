import { describe, expect, it } from "vitest";
import { reachLab } from "./reach-lab";
import { FakeLab } from "./sandbox-fixture";

const never = new AbortController().signal;

describe("a lab engine that is", () => {
  it("there is handed out once it has answered", async () => {
    const engine = new FakeLab();
    expect(await reachLab({ lab: async () => engine }, never)).toBe(engine);
  });

  it("silent, does not open or refuses is unreachable within the limit", async () => {
    const silent = new FakeLab();
    silent.isSilent = true;
    const failed = () => Promise.reject(new Error("refused"));
    for (const lab of [async () => silent, () => new Promise<never>(() => {}), failed])
      await expect(reachLab({ lab }, never, 20)).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });

  it("waited for by nobody any more is not called unreachable", async () => {
    const abort = new AbortController();
    const waiting = reachLab({ lab: () => new Promise<never>(() => {}) }, abort.signal);
    abort.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
  });
});
