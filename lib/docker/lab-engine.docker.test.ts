import { beforeAll, expect, it } from "vitest";
import { createTestSandbox, openTestLab, type TestLab } from "../../tests/lab";
import { execToEndIn } from "./exec-to-end";
import { bridgeName } from "./sandbox-names";
import type { SandboxEvent, SandboxStage } from "./types";

let testLab: TestLab;
beforeAll(async () => {
  testLab = await openTestLab();
});

async function listTraces(id: string): Promise<string> {
  const { machine, lab } = testLab;
  const script = `ip -o link show ${bridgeName(id)} 2>/dev/null; ls /var/lib/naru/disks | grep ${id}; losetup -a | grep ${id}; grep ${id} /proc/mounts`;
  const { stdout } = await execToEndIn(machine, lab.containerId, { cmd: ["bash", "-c", script], user: "root" });
  const networks = JSON.stringify(
    await lab.request("GET", "/networks", { query: { filters: JSON.stringify({ label: [`io.naru.sandbox=${id}`] }) } }),
  );
  return stdout.toString() + (networks === "[]" ? "" : networks);
}

it("tells the stages, lists by label and removes without a trace, twice", async () => {
  const { lab, instance } = testLab;
  const stages: SandboxStage[] = [];
  const sandbox = await createTestSandbox(testLab, {
    labels: { "io.naru.lesson": "first" },
    onStage: (stage) => stages.push(stage),
  });
  expect(stages).toEqual(["disk", "network", "container", "engine"]);
  const listed = (await lab.listSandboxes(instance)).find((record) => record.sandboxId === sandbox.id);
  expect(listed).toMatchObject({ state: "running", instance, labels: { "io.naru.lesson": "first" } });
  expect(await listTraces(sandbox.id)).not.toBe("");
  await lab.removeSandbox(sandbox.id);
  await lab.removeSandbox(sandbox.id);
  await expect(lab.getSandbox(sandbox.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await listTraces(sandbox.id)).toBe("");
});

it("removes a sandbox for several who ask at once", async () => {
  const { lab } = testLab;
  const sandbox = await createTestSandbox(testLab);
  await Promise.all(Array.from({ length: 4 }, () => lab.removeSandbox(sandbox.id)));
  expect(await listTraces(sandbox.id)).toBe("");
});

it.each<SandboxStage>(["disk", "network", "container", "engine"])(
  "leaves nothing behind when given up at stage %s",
  async (at) => {
    const controller = new AbortController();
    const sandboxId = `abort${at}${Date.now().toString(36)}`;
    const attempt = createTestSandbox(testLab, {
      sandboxId,
      signal: controller.signal,
      onStage: (stage) => {
        if (stage === at) setTimeout(() => controller.abort(), 30);
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: "ABORTED" });
    expect(await listTraces(sandboxId)).toBe("");
  },
);

it("fails with a code, and cleans up, when the image is not there", async () => {
  const sandboxId = `noimage${Date.now().toString(36)}`;
  await expect(createTestSandbox(testLab, { sandboxId, imageTag: "naru-sandbox:none" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await listTraces(sandboxId)).toBe("");
});

it("tells when a sandbox ends", async () => {
  const controller = new AbortController();
  const events: SandboxEvent[] = [];
  const watching = (async () => {
    for await (const event of testLab.lab.watchSandboxes(controller.signal)) events.push(event);
  })();
  const sandbox = await createTestSandbox(testLab);
  await testLab.lab.removeSandbox(sandbox.id);
  await expect
    .poll(() => events.filter((event) => event.sandboxId === sandbox.id).map((event) => event.kind))
    .toEqual(["start", "die", "destroy"]);
  controller.abort();
  await watching;
});

it("streams both ways, holds back a fast process, and limits what is collected", async () => {
  const { lab } = testLab;
  await using sandbox = await createTestSandbox(testLab);
  const echo = await lab.execToEnd(sandbox.id, {
    cmd: ["sh", "-c", "cat; echo aside >&2; exit 3"],
    user: "student",
    input: Buffer.alloc(300_000, "x"),
  });
  expect(echo).toMatchObject({ exitCode: 3, stderr: Buffer.from("aside\n") });
  expect(echo.stdout).toHaveLength(300_000);

  await expect(
    lab.execToEnd(sandbox.id, { cmd: ["yes"], user: "student", maxOutputBytes: 10_000 }),
  ).rejects.toMatchObject({ code: "OUTPUT_TOO_LARGE" });
  await expect(
    lab.execToEnd(sandbox.id, { cmd: ["sleep", "60"], user: "student", timeoutMs: 300 }),
  ).rejects.toMatchObject({ code: "ENGINE_TIMEOUT" });

  const before = process.memoryUsage().rss;
  const unread = await lab.exec(sandbox.id, { cmd: ["sh", "-c", "yes"], user: "student" });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(process.memoryUsage().rss - before).toBeLessThan(30 * 1024 * 1024);
  unread.destroy();
});

it("connects to a port inside, and says so when nothing listens", async () => {
  const { lab } = testLab;
  await using sandbox = await createTestSandbox(testLab);
  const closed = await lab.connectInside(sandbox.id, { host: "127.0.0.1", port: 9 });
  await expect(closed.toArray()).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
});
