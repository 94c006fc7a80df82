import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestSandbox, loadBusybox, openTestLab, type TestLab, type TestSandbox } from "../../tests/lab";
import { openInnerEngine } from "./inner-agent";

let testLab: TestLab;
let sandbox: TestSandbox;
const sh: TestSandbox["sh"] = (script, options) => sandbox.sh(script, options);

beforeAll(async () => {
  testLab = await openTestLab();
  sandbox = await createTestSandbox(testLab);
  await loadBusybox(testLab, sandbox);
});
afterAll(() => sandbox?.[Symbol.asyncDispose]());

/** What it can do as a Docker host is accepted in acceptance.docker.test.ts. */
describe("a sandbox is a Docker computer", () => {
  it("puts the student at home in their folder", async () => {
    const { text } = await sh("whoami; pwd; hostname; sudo id -u; locale charmap 2>/dev/null || echo $LANG");
    expect(text.split("\n").slice(0, 4)).toEqual(["student", "/home/student/work", "naru", "0"]);
  });

  it("answers the engine's API through the relay", async () => {
    const inner = openInnerEngine(testLab.lab, sandbox.id);
    try {
      await expect(inner.version()).resolves.toMatchObject({ os: "linux" });
      await expect(inner.request("GET", "/containers/nosuch/json")).rejects.toMatchObject({ code: "NOT_FOUND" });
      const answers = await Promise.all(Array.from({ length: 12 }, () => inner.request("GET", "/containers/json")));
      expect(answers).toHaveLength(12);
    } finally {
      inner.close();
    }
  });

  it("starts its engine again when it is killed", async () => {
    const { text } = await sh(
      "sudo pkill -9 -x dockerd; sleep 0.2; for i in $(seq 100); do docker ps -q >/dev/null 2>&1 && echo back && break; sleep 0.1; done; " +
        "sudo pkill -9 -x containerd; sleep 0.5; for i in $(seq 100); do docker run --rm busybox echo again 2>/dev/null && break; sleep 0.1; done",
    );
    expect(text).toBe("back\nagain\n");
  });

  it("outlives a fork bomb in a container and in a shell", async () => {
    const bomb = "bomb() { bomb | bomb & }; bomb; sleep 4";
    const { text } = await sh(
      `docker run -d --rm --name bomb busybox sh -c '${bomb}; sleep 60' >/dev/null; ` +
        `(IFS=:; for d in $NARU_SHELL_CGROUP; do [ ! -d $d ] || echo 0 > $d/cgroup.procs; done; bash -c '${bomb}' 2>/dev/null); ` +
        "timeout 10 docker ps --format '{{.Names}}'; timeout 20 docker kill bomb",
    );
    expect(text).toBe("bomb\nbomb\n");
    const after = await sh("pkill -9 -f '[b]omb' ; timeout 20 docker run --rm busybox echo alive");
    expect(after.text).toContain("alive");
  });
});

describe("the end of a sandbox", () => {
  it("does not wait for what is frozen in it", async () => {
    const frozen = await createTestSandbox(testLab);
    await loadBusybox(testLab, frozen);
    const { exitCode } = await frozen.sh("docker run -d --name cold busybox sleep 600 && docker pause cold");
    expect(exitCode).toBe(0);
    const startedAt = performance.now();
    await frozen[Symbol.asyncDispose]();
    // the engine alone would wait 10 s and then fail
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    expect(await testLab.lab.listSandboxIds(testLab.instance)).not.toContain(frozen.id);
  });
});
