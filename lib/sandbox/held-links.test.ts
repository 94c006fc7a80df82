import { beforeEach, expect, test, vi } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import type { TerminalHandlers } from "../terminal";
import { startSandbox, stopSandbox } from ".";
import { dropWarm, tendPool } from "./pool";
import { createStudent, createTestContext, restarted, type TestContext } from "./sandbox-fixture";

const LESSON = "docker/images";
const SIZE = { cols: 80, rows: 24 };

setUpTestDatabase();
beforeEach(async () => {
  await getDb().sandbox.deleteMany();
});

async function fillPool(poolFloor = 1): Promise<TestContext> {
  const context = createTestContext({ poolFloor, poolCeiling: poolFloor });
  await fill(context, poolFloor);
  return context;
}

async function fill(context: TestContext, count: number) {
  await expect
    .poll(async () => {
      await tendPool(context);
      return getDb().sandbox.count({ where: { state: "warm" } });
    })
    .toBe(count);
  await expect.poll(() => context.starts.size).toBe(0);
}

const running = ({ engine }: TestContext, name: string) =>
  engine.processes.filter(({ cmd, isRunning }) => isRunning && cmd.includes(name));

function listen() {
  const heard: string[] = [];
  const handlers: TerminalHandlers = {
    onHello: ({ end }) => heard.push(`hello ${end}`),
    onData: (bytes) => heard.push(Buffer.from(bytes).toString()),
    onResized: () => heard.push("resized"),
    onExit: () => heard.push("exit"),
    onError: () => heard.push("error"),
  };
  return { heard, handlers };
}

test("whoever gets a warm sandbox takes over its terminal, once, and starts no process for it", async () => {
  const context = await fillPool();
  const before = context.engine.processes.length;
  const { userId } = await createStudent();
  const { id } = await startSandbox(
    { ...context, limits: { ...context.limits, poolFloor: 0 } },
    { userId, lesson: LESSON },
  );
  const { heard, handlers } = listen();
  expect(context.held.takeTerminal(id, SIZE, handlers)).toBeDefined();
  expect(context.held.takeTerminal(id, SIZE, listen().handlers)).toBeUndefined();
  await vi.waitFor(() => expect(heard.join("")).toContain("$ "));
  expect(context.engine.processes).toHaveLength(before);
});

test("the lesson's files go through the tar that waits; one that has died is replaced", async () => {
  const context = await fillPool(2);
  const withFiles = { ...context, lessonFiles: async () => ({ folder: import.meta.dirname, absentImages: [] }) };
  const first = await startSandbox(withFiles, { userId: (await createStudent()).userId, lesson: LESSON });
  await context.until(first.id, "ready");
  const used = context.engine.processes.find(
    ({ cmd, sandboxId }) => cmd[0] === "tar" && sandboxId === first.id.replaceAll("-", ""),
  );
  expect(Buffer.concat(used?.written ?? []).toString("latin1")).toContain("held-links.test.ts");
  for (const process of running(context, "tar")) process.end(2);
  const second = await startSandbox(withFiles, { userId: (await createStudent()).userId, lesson: LESSON });
  await context.until(second.id, "ready");
  expect(context.engine.filled).toEqual([first.id, second.id].map((id) => id.replaceAll("-", "")));
});

test("a tar nobody needs ends with the claim", async () => {
  const context = await fillPool();
  await startSandbox(context, { userId: (await createStudent()).userId, lesson: LESSON });
  expect(running(context, "tar")).toEqual([]);
});

test("a terminal that was lost is not handed over, and is held again by the next look", async () => {
  const context = await fillPool();
  const [attach] = running(context, "attach");
  const [row] = await getDb().sandbox.findMany();
  attach?.end(0);
  await vi.waitFor(() => expect(context.held.takeTerminal(row?.id ?? "", SIZE, listen().handlers)).toBeUndefined());
  expect(context.held.missing([row?.id ?? ""])).toEqual([]);
  expect(context.held.missing([row?.id ?? ""], Date.now() + 60_000)).toEqual([row?.id]);
});

test("a process that comes after another holds the pool it finds", async () => {
  const context = await fillPool();
  const after = restarted(context);
  const [row] = await getDb().sandbox.findMany();
  expect(after.held.takeTerminal(row?.id ?? "", SIZE, listen().handlers)).toBeUndefined();
  await tendPool(after);
  await vi.waitFor(() => expect(after.held.takeTerminal(row?.id ?? "", SIZE, listen().handlers)).toBeDefined());
});

test("one taken out of the pool leaves no process", async () => {
  const context = await fillPool();
  expect(running(context, "attach")).toHaveLength(1);
  const [row] = await getDb().sandbox.findMany();
  await dropWarm(context, row?.id ?? "");
  expect(context.engine.processes.filter(({ isRunning }) => isRunning)).toEqual([]);
});

test("one another process gave away is let go, not at the first look", async () => {
  const context = await fillPool();
  await getDb().sandbox.updateMany({ data: { state: "ready" } });
  const none = { ...context, limits: { ...context.limits, poolFloor: 0, poolCeiling: 0 } };
  await tendPool(none);
  expect(running(context, "attach")).toHaveLength(1);
  await tendPool(none);
  expect(context.engine.processes.filter(({ isRunning }) => isRunning)).toEqual([]);
});

test("what its student never takes ends with the sandbox, or after a minute", async () => {
  const context = await fillPool();
  const { userId } = await createStudent();
  const { id } = await startSandbox(context, { userId, lesson: LESSON });
  expect(running(context, "attach").map(({ sandboxId }) => sandboxId)).toContain(id.replaceAll("-", ""));
  await stopSandbox(context, { userId, sandboxId: id });
  expect(running(context, "attach").map(({ sandboxId }) => sandboxId)).not.toContain(id.replaceAll("-", ""));

  const other = await fillPool();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const [row] = await getDb().sandbox.findMany({ where: { state: "warm" } });
    other.held.claim(row?.id ?? "");
    vi.advanceTimersByTime(61_000);
    expect(running(other, "attach")).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
