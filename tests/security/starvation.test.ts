import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isLongForm, siteConfig, siteUrl } from "@/tests/site";
import { type SessionConnection, Student, type TerminalConnection } from "@/tests/student";
import { type AttackLab, openAttackLab, openSandbox, percentile } from "./attack-lab";

let attack: AttackLab;
/** Two students of the site: one who attacks, one who works. */
let hostile: Student;
let hostileId: string;
let hostileSession: SessionConnection;
let worker: Student;
let workerId: string;
let workerTerminal: TerminalConnection;

beforeAll(async () => {
  attack = await openAttackLab();
  [hostile, worker] = await Promise.all([Student.arrive(siteUrl), Student.arrive(siteUrl)]);
  const [bad, good] = await Promise.all([openSandbox(hostile), openSandbox(worker)]);
  ({ sandboxId: hostileId, session: hostileSession } = bad);
  workerId = good.sandboxId;
  good.session.close();
  workerTerminal = worker.openTerminal(workerId);
  await workerTerminal.run("true");
});
afterAll(async () => {
  hostileSession?.close();
  workerTerminal?.close();
  const { sandbox } = (await hostile?.call<{ sandbox: { id: string } | null }>("GET", "/api/sandboxes/current")) ?? {};
  if (sandbox) await hostile.stopSandbox(sandbox.id);
  if (workerId) await worker.stopSandbox(workerId);
  attack?.close();
});

/** How long a key takes to its echo, one after the other. */
async function measureEcho(terminal: TerminalConnection, keys: number): Promise<number[]> {
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    const since = terminal.text.length;
    const began = performance.now();
    terminal.type("x");
    await terminal.waitFor("x", { since, timeoutMs: 10_000 });
    times.push(performance.now() - began);
  }
  terminal.type("\u0015");
  return times;
}

it("T11 a memory hog alone is ended, and the student reads which container ran out of memory", async () => {
  const terminal = hostile.openTerminal(hostileId, "t1");
  await terminal.run("docker pull -q busybox; docker run -d --name steady busybox sleep 600", 60_000);
  await terminal.run(
    "docker run --name hog -m 32m --memory-swap 32m busybox sh -c 'x=a; while :; do x=$x$x; done'; docker run --rm --name shm --shm-size 512m -m 48m --memory-swap 48m busybox dd if=/dev/zero of=/dev/shm/fill bs=1M count=400",
    90_000,
  );
  const notice = await hostileSession.inbox.find("notice", ({ type }) => type === "notice", 20_000);
  expect(notice).toMatchObject({
    sandboxId: hostileId,
    notice: { code: "OUT_OF_MEMORY", params: { container: "hog" } },
  });
  const whole = await terminal.run(
    "docker run --rm --name greedy busybox sh -c 'x=a; while :; do x=$x$x; done'; docker ps --format '{{.Names}}'; docker run --rm busybox echo ali''ve",
    120_000,
  );
  expect(whole).toContain("steady");
  expect(whole).toContain("alive");
  terminal.close();
});

it("T9 the processor's quota holds, whatever is run", async () => {
  const { cpus } = siteConfig().sandbox;
  const terminal = hostile.openTerminal(hostileId, "t1");
  const engineId = hostileId.replaceAll("-", "");
  const used = async () => {
    const usages = await attack.lab.listCpuUsage(siteConfig().instance);
    const mine = usages.find(({ sandboxId }) => sandboxId === engineId);
    if (!mine) throw new Error("no usage of the sandbox");
    return { usedSeconds: mine.usedSeconds, at: performance.now() };
  };
  const burn =
    "for i in 1 2 3 4; do timeout 8 sh -c 'while :; do :; done' & done; docker run -d --name burn busybox sh -c 'yes > /dev/null & yes > /dev/null' > /dev/null; wait; docker rm -f burn";
  const before = await used();
  await terminal.run(burn, 60_000);
  const after = await used();
  const share = (after.usedSeconds - before.usedSeconds) / ((after.at - before.at) / 1000);
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(cpus * 1.1);
  terminal.close();
});

it.runIf(isLongForm)("T9 who uses the whole processor is told within two minutes", { timeout: 240_000 }, async () => {
  const terminal = hostile.openTerminal(hostileId, "t3");
  await terminal.waitForStream();
  const since = hostileSession.inbox.items.length;
  terminal.type("timeout 200 sh -c 'while :; do :; done' & timeout 200 sh -c 'while :; do :; done'\r");
  await hostileSession.inbox.find(
    "notice",
    (message) =>
      message.type === "notice" &&
      message.notice.code === "PROCESSOR_BUSY" &&
      hostileSession.inbox.items.indexOf(message) >= since,
    120_000,
  );
  terminal.type("\u0003kill %1\r");
  terminal.close();
});

it("T10 a fork bomb in a shell and in a container is not felt next door, and its own reset works", async () => {
  const terminal = hostile.openTerminal(hostileId, "t2");
  await terminal.waitForStream();
  const bomb = "bomb() { bomb | bomb & }; bomb";
  terminal.type(`docker run -d --name bomb busybox sh -c '${bomb}; sleep 600'; ${bomb}\r`);
  const { containerId } = await attack.lab.getSandbox(hostileId.replaceAll("-", ""));
  const countProcesses = async (part: "shells" | "docker") =>
    Number(await attack.outside(`cat $(find /sys/fs/cgroup -path '*${containerId}/${part}/pids.current' | head -1)`));
  /** Both parts are at their limits: a bomb that has not gone off, or is over, proves nothing. */
  const bothBombs = async () => Math.min(await countProcesses("shells"), await countProcesses("docker"));
  const nearLimit = siteConfig().sandbox.pidsLimit * 0.4;
  await expect.poll(bothBombs, { timeout: 60_000 }).toBeGreaterThan(nearLimit);
  const times = await measureEcho(workerTerminal, isLongForm ? 200 : 60);
  expect(await bothBombs()).toBeGreaterThan(nearLimit);
  expect(percentile(times, 0.95)).toBeLessThan(200);
  console.log(`T10 echo next door p95 ${Math.round(percentile(times, 0.95))} ms`);
  terminal.close();
  const { sandbox } = await hostile.call<{ sandbox: { id: string } }>("POST", `/api/sandboxes/${hostileId}/reset`);
  await hostileSession.waitForSandbox("ready", sandbox.id, 60_000);
  hostileId = sandbox.id;
});

it("T12 eight sandboxes that use all their processor and disk leave the web API quick", {
  timeout: 400_000,
}, async () => {
  const hogs = await Promise.all(Array.from({ length: 8 }, () => attack.createSandbox({ cpus: 1 })));
  try {
    const seconds = isLongForm ? 60 : 12;
    const before = await sumCpuSeconds(hogs);
    const beforeIdle = readIdle();
    const spin = `timeout ${seconds} sh -c 'while :; do :; done' &`;
    const write = `while [ $SECONDS -lt ${seconds} ]; do head -c 32M /dev/urandom > ~/work/f; sync ~/work/f; echo wrote; done`;
    const work = hogs.map((hog) => hog.sh(`${spin} ${spin} ${write}; wait`, { timeoutMs: 300_000 }));
    const times: Record<string, number[]> = {};
    const until = performance.now() + (seconds - 2) * 1000;
    while (performance.now() < until)
      for (const [method, path, body] of API_CALLS) {
        const began = performance.now();
        await worker.call(method, path, body);
        const took = times[`${method} ${path}`] ?? [];
        times[`${method} ${path}`] = [...took, performance.now() - began];
        await pause(30);
      }
    const idle = readIdle();
    const idleShare = (idle.idle - beforeIdle.idle) / (idle.total - beforeIdle.total);
    const results = await Promise.all(work);
    // they were hogs: nothing was left of the processors, and each wrote
    expect(idleShare).toBeLessThan(0.2);
    for (const { text } of results) expect(text).toContain("wrote");
    const used = (await sumCpuSeconds(hogs)) - before;
    expect(used).toBeGreaterThan(0.1 * cpus().length * seconds);
    for (const [call, took] of Object.entries(times)) {
      console.log(
        `T12 ${call} p95 ${Math.round(percentile(took, 0.95))} ms of ${took.length}, hogs ${Math.round(used)} s`,
      );
      expect(took.length, call).toBeGreaterThan(10);
      expect(percentile(took, 0.95), call).toBeLessThan(300);
    }
  } finally {
    await Promise.all(hogs.map((hog) => hog[Symbol.asyncDispose]()));
  }
});

/** What a page asks for, and one that writes into the database. */
const API_CALLS = [
  ["GET", "/api/sandboxes/current", undefined],
  ["GET", "/api/progress", undefined],
  ["PATCH", "/api/session", { locale: "en" }],
] as const;

async function sumCpuSeconds(sandboxes: readonly { id: string }[]): Promise<number> {
  const usages = await attack.lab.listCpuUsage(attack.owner);
  const own = usages.filter(({ sandboxId }) => sandboxes.some(({ id }) => id === sandboxId));
  return own.reduce((sum, { usedSeconds }) => sum + usedSeconds, 0);
}

/** Time of all processors of the machine, and how much of it nobody used. */
function readIdle(): { idle: number; total: number } {
  const all = cpus().map(({ times }) => times);
  const sum = (values: number[]) => values.reduce((one, other) => one + other, 0);
  return { idle: sum(all.map(({ idle }) => idle)), total: sum(all.flatMap((times) => Object.values(times))) };
}
