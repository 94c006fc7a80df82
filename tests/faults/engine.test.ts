import { afterAll, beforeAll, expect, it } from "vitest";
import { toEngineId } from "@/lib/sandbox";
import { CLOSE } from "@/lib/shared/close-codes";
import { openSiteLab } from "../site";
import { killLabDaemon, restartLabContainer, runInLab } from "./lab-machine";
import { waitForNoStrays } from "./lab-state";
import { LESSON, openSandbox, type SandboxedStudent, waitForState } from "./site-student";
import { waitForHealth } from "./web-process";

const LOST_MS = 15_000;
const NOTICED_MS = 35_000;
const AGAIN_MS = 10_000;

let lab: Awaited<ReturnType<typeof openSiteLab>>;
beforeAll(async () => {
  lab = await openSiteLab();
});
afterAll(() => lab.close());

/** Milliseconds until a command succeeds in the student's shell, by the shell's own clock. */
async function measureUntil({ student, sandboxId }: SandboxedStudent, prepare: string, command: string) {
  const terminal = student.openTerminal(sandboxId);
  const output = await terminal.run(
    `${prepare}; t=$(date +%s%3N); until ${command} > /dev/null 2>&1; do sleep 0.1; done; echo "took=$(($(date +%s%3N) - t))"`,
  );
  terminal.close();
  return Number(/took=(\d+)\r/.exec(output)?.[1]);
}

it.each([
  ["dockerd", "sudo pkill -9 -x dockerd"],
  ["containerd", "sudo pkill -9 -x containerd"],
  ["dockerd, politely,", "sudo pkill -x dockerd"],
  ["dockerd and containerd", "sudo pkill -9 -x 'dockerd|containerd'"],
])("R8 a student who ends %s has a Docker that answers again within 10 s", async (_, kill) => {
  await using own = await openSandbox();
  const before = own.student.openTerminal(own.sandboxId);
  await before.run("docker run -d --name kept --restart always busybox sleep 1000", 60_000);
  before.close();
  const took = await measureUntil(own, `${kill}; sleep 0.2`, "docker ps");
  expect(took).toBeLessThan(AGAIN_MS);
  expect(await measureUntil(own, ":", "docker exec kept true")).toBeLessThan(AGAIN_MS);
});

it.each([
  ["container", (id: string) => lab.lab.request("DELETE", `/containers/naru-sandbox-${id}?force=true`)],
  ["processes", (id: string) => lab.lab.request("POST", `/containers/naru-sandbox-${id}/kill`)],
] as const)(
  "R10 a sandbox whose %s go behind our back is told as lost, and nothing of it is left",
  async (_, remove) => {
    const { student, sandboxId } = await openSandbox();
    const terminal = student.openLastingTerminal(sandboxId);
    await terminal.waitForConnection();
    const since = Date.now();
    await remove(toEngineId(sandboxId));
    await waitForState(student, "ended", NOTICED_MS);
    expect(Date.now() - since).toBeLessThan(NOTICED_MS);
    const { sandbox } = await student.call<{ sandbox: { endReason: string } }>("GET", "/api/sandboxes/current");
    expect(sandbox.endReason).toBe("lost");
    await terminal.until("word of the end", () => terminal.closeCodes.includes(CLOSE.ended));
    terminal.close();
    await waitForNoStrays();
  },
);

it("R7 a lab engine whose daemon is killed comes back within 15 s, and no sandbox or shell is lost", async () => {
  await using own = await openSandbox();
  const terminal = own.student.openLastingTerminal(own.sandboxId);
  await terminal.waitForConnection();
  terminal.type("kept=yes; printf 'SE''T'\r");
  await terminal.waitForText("SET");
  const before = terminal.connections;
  const since = Date.now();
  await killLabDaemon();
  await terminal.waitForConnection(before);
  terminal.type('echo "kept-$kept"\r');
  await terminal.waitForText("kept-yes");
  expect(Date.now() - since).toBeLessThan(LOST_MS);
  expect(terminal.screens).toBe(1);
  await waitForHealth();
  await waitForState(own.student, "ready");
});

it("R7 a lab engine that is restarted whole tells its sandboxes as lost within 15 s, and gives new ones", async () => {
  const { student, sandboxId } = await openSandbox();
  const terminal = student.openTerminal(sandboxId);
  await terminal.waitForStream();
  await restartLabContainer();
  const since = Date.now();
  await waitForState(student, "ended", 60_000);
  expect(Date.now() - since).toBeLessThan(LOST_MS);
  const { sandbox } = await student.call<{ sandbox: { endReason: string; lesson: string } }>(
    "GET",
    "/api/sandboxes/current",
  );
  expect(sandbox.endReason).toBe("lost");
  const { sandbox: fresh } = await student.startSandbox(sandbox.lesson);
  await waitForState(student, "ready");
  await student.stopSandbox(fresh.id);
  await waitForNoStrays();
});

it("R13 a hub that is down is said at once, images that are here still work, and the hub comes back by itself", async () => {
  await using own = await openSandbox();
  const session = own.student.openSession(LESSON);
  await session.waitForSandbox("ready", own.sandboxId);
  const terminal = own.student.openTerminal(own.sandboxId);
  await terminal.run("docker pull -q busybox", 60_000);
  // its keeper may start it again before the pull asks: a rule, first in the chain that dockerd leaves first, keeps it away
  const rule = "DOCKER-USER -p tcp --dport 5000 -j REJECT --reject-with tcp-reset";
  await runInLab(`iptables -w -I ${rule}`);
  let output = "";
  try {
    await lab.lab.request("POST", "/containers/naru-hub/stop?t=1");
    output = await terminal.run("docker run --rm busybox echo he''re; time docker pull debian; echo code-$?", 60_000);
  } finally {
    await runInLab(`iptables -w -D ${rule}`);
  }
  expect(output).toContain("here\r\n");
  expect(output).toMatch(/code-[1-9]/);
  // Docker's own words name Docker Hub: the page says what is the matter, within a look of the hub's keeper
  const told = await session.inbox.find("word of the hub", ({ type }) => type === "error", 30_000);
  expect(told).toMatchObject({ code: "HUB_UNREACHABLE" });
  session.close();
  console.log(`R13 down: ${output.slice(-600)}`);
  expect(await measureUntil(own, ":", "docker pull -q busybox")).toBeLessThan(NOTICED_MS);
  terminal.close();
});

it("R13 a blob that is cut short in the hub is refused with a clear message, in bounded time", async () => {
  await using own = await openSandbox();
  const terminal = own.student.openTerminal(own.sandboxId);
  // the layer of debian, which the others stand on, in the hub's volume; put back as it was
  const manifest = await terminal.run(
    "curl -s -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' http://hub:5000/v2/library/debian/manifests/latest | jq -r '\"layer-\" + .layers[0].digest'",
  );
  const [, digest] = /layer-sha256:([0-9a-f]{64})/.exec(manifest) ?? [];
  expect(digest).toBeDefined();
  const find = `f=$(find /var/lib/docker/*/volumes /var/lib/docker/volumes -path '*blobs*/${digest}/data' 2> /dev/null | head -1)`;
  await runInLab(
    `${find}; [ -n "$f" ] && cp -a "$f" /run/kept-blob && truncate -s 1000000 "$f" && echo "$f" > /run/kept-name`,
  );
  // a registry that runs remembers how long its blobs were, and Docker then asks five times in 75 s for the rest
  await lab.lab.request("POST", "/containers/naru-hub/restart?t=1");
  const hubAnswers = () => measureUntil(own, ":", "curl -sf http://hub:5000/v2/library/debian/tags/list");
  try {
    expect(await hubAnswers()).toBeLessThan(NOTICED_MS);
    const output = await terminal.run(
      "t=$(date +%s); for i in debian httpd nginx debian:backports; do docker pull $i > out 2>&1 || { cat out; echo pull-refused; }; done; echo took=$(($(date +%s) - t))",
      180_000,
    );
    console.log(`R13 cut: ${output.slice(-1500)}`);
    expect(output).toContain("pull-refused");
    expect(Number(/took=(\d+)\r/.exec(output)?.[1])).toBeLessThan(60);
  } finally {
    await runInLab('cp -a /run/kept-blob "$(cat /run/kept-name)"; rm /run/kept-blob /run/kept-name');
    // the registry remembers how long its blobs are
    await lab.lab.request("POST", "/containers/naru-hub/restart?t=1");
  }
  expect(await hubAnswers()).toBeLessThan(NOTICED_MS);
  const after = await terminal.run(
    "for i in debian httpd nginx; do docker pull -q $i || echo refused''-still; done",
    120_000,
  );
  expect(after).not.toContain("refused-still");
  terminal.close();
});
