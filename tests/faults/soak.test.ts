import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { isLongForm } from "../site";
import { waitForNoStrays } from "./lab-state";
import { openSandbox, percentile } from "./site-student";
import { getWebProcess, readWebMemoryMb } from "./web-process";

/** NARU_SOAK_MINUTES=1440 is the day of the table. */
const minutes = isLongForm ? Number(process.env.NARU_SOAK_MINUTES ?? 30) : 0.5;
const MORE_MB = 30;
const MORE_HANDLES = 20;
const LESSON = "docker/container-life";

const countHandles = async () => (await readdir(`/proc/${await getWebProcess()}/fd`)).length;

/** What a student does in a lesson, with a reload and a lost connection, from start to end. */
async function takeLesson(): Promise<void> {
  await using own = await openSandbox(LESSON);
  const { student, sandboxId } = own;
  await student.startAttempt(LESSON);
  const session = student.openSession(LESSON);
  const terminal = student.openTerminal(sandboxId);
  await terminal.run("docker create --name ticker busybox true; seq 1 20000", 60_000);
  await session.waitForPass("created");
  await session.askFiles({ type: "files.list" });
  terminal.close();
  session.close();
  const again = student.openSession(LESSON);
  await again.inbox.find("attempt", ({ type }) => type === "attempt", 20_000);
  const back = student.openTerminal(sandboxId);
  await back.run("docker rm ticker");
  back.close();
  again.close();
}

it(`R26 memory and handles stay flat over ${minutes} minutes of lessons`, {
  timeout: (minutes + 10) * 60_000,
}, async () => {
  // what is loaded and compiled on first use is no growth
  for (let at = 0; at < 3; at += 1) await takeLesson();
  await waitForNoStrays();
  const startedAt = Date.now();
  const samples: { memoryMb: number; handles: number }[] = [];
  while (Date.now() - startedAt < minutes * 60_000) {
    await takeLesson();
    samples.push({ memoryMb: await readWebMemoryMb(), handles: await countHandles() });
  }
  await waitForNoStrays();
  const third = Math.max(1, Math.floor(samples.length / 3));
  const median = (values: number[]) => percentile(values, 0.5);
  const first = samples.slice(0, third);
  const last = samples.slice(-third);
  const memory = median(last.map(({ memoryMb }) => memoryMb)) - median(first.map(({ memoryMb }) => memoryMb));
  const handles = median(last.map((one) => one.handles)) - median(first.map((one) => one.handles));
  console.log(`R26: ${samples.length} lessons, memory ${memory.toFixed(1)} MiB more, ${handles} handles more`);
  expect(memory).toBeLessThan(MORE_MB);
  expect(handles).toBeLessThan(MORE_HANDLES);
});
