import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { expect, it } from "vitest";
import { superviseChild } from "./run-server";

const startSleeper = (started: ChildProcess[]) => () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  started.push(child);
  return child;
};

it("starts a child again that was killed, and not one that was stopped", async () => {
  const started: ChildProcess[] = [];
  const supervised = superviseChild(startSleeper(started));
  supervised.keepAlive();
  const first = started[0];
  if (!first) throw new Error("nothing was started");
  const died = once(first, "exit");
  first.kill("SIGKILL");
  await died;
  await expect.poll(() => started.length).toBe(2);
  await supervised.stop();
  expect(await supervised.ended).toBe(143);
  expect(started).toHaveLength(2);
});

it("goes on starting one that ends at once, more and more slowly, until it is stopped", async () => {
  const starts: number[] = [];
  const events = new EventEmitter();
  const supervised = superviseChild(() => {
    starts.push(performance.now());
    const child = spawn(process.execPath, ["-e", "process.exit(7)"], { stdio: "ignore" });
    child.once("exit", () => events.emit("exit"));
    return child;
  });
  supervised.keepAlive();
  while (starts.length < 6) await once(events, "exit");
  const pauses = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  // the pause before the sixth start is 1.6 s, before the second 0.1 s
  expect(pauses.at(-1)).toBeGreaterThan(1_500);
  expect(pauses.at(-1)).toBeGreaterThan((pauses[0] ?? 0) * 2);
  await supervised.stop();
  await supervised.ended;
  expect(starts).toHaveLength(6);
});

it("does not hide a child that fails before it was ever well", async () => {
  const supervised = superviseChild(() => spawn(process.execPath, ["-e", "process.exit(3)"], { stdio: "ignore" }));
  expect(await supervised.ended).toBe(3);
});
