import { PassThrough } from "node:stream";
import { beforeEach, expect, it } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import type { ExecHandle, ExecOptions } from "../docker";
import type { RaceLine } from "../shared/race";
import { startRace, startSandbox } from ".";
import { createStudent, createTestContext } from "./sandbox-fixture";

setUpTestDatabase();
beforeEach(async () => {
  await getDb().sandbox.deleteMany();
});

const side = { answeredMs: null, memoryKb: 1, diskKb: 2, kernel: null, processes: null };
const sample = { ms: 5, vm: side, container: side };

/** A ready sandbox in which the script prints this. */
async function openRace(output: string, exitCode = 0) {
  const context = createTestContext();
  const student = await createStudent();
  const { id } = await startSandbox(context, { ...student, lesson: "docker/images" });
  await context.until(id, "ready");
  const stdout = new PassThrough();
  stdout.end(output);
  const seen: { options?: ExecOptions; isDestroyed: boolean } = { isDestroyed: false };
  context.engine.exec = async (_, options): Promise<ExecHandle> => {
    seen.options = options;
    return {
      stdin: new PassThrough(),
      stdout,
      stderr: new PassThrough(),
      exit: Promise.resolve(exitCode),
      destroy: () => {
        seen.isDestroyed = true;
      },
    };
  };
  return { context, student, id, seen };
}

async function collect(lines: AsyncGenerator<RaceLine>): Promise<RaceLine[]> {
  const all: RaceLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
const signal = new AbortController().signal;

it.each([
  [0, "done"],
  [3, "busy"],
  [4, "failed"],
])("tells each sample, and by exit code %i that it is %s", async (exitCode, end) => {
  const { context, student, id, seen } = await openRace(`${JSON.stringify(sample)}\n`, exitCode);
  const lines = await collect(await startRace(context, { userId: student.userId, sandboxId: id }, signal));
  expect(lines).toEqual([{ sample }, { end }]);
  expect(seen).toMatchObject({ isDestroyed: true, options: { user: "student", stdin: true } });
});

it.each([
  ["what is no sample", '{"ms":1}\n'],
  ["what is no JSON", "nonsense\n"],
  ["more than a race has", `${JSON.stringify(sample)}\n`.repeat(1_001)],
])("ends at %s", async (_, output) => {
  const { context, student, id, seen } = await openRace(output);
  const lines = await collect(await startRace(context, { userId: student.userId, sandboxId: id }, signal));
  expect(lines.at(-1)).toEqual({ end: "failed" });
  expect(seen.isDestroyed).toBe(true);
});

it("is the owner's only", async () => {
  const { context, id, seen } = await openRace("");
  const { userId } = await createStudent();
  await expect(startRace(context, { userId, sandboxId: id }, signal)).rejects.toMatchObject({
    code: "SANDBOX_NOT_FOUND",
  });
  expect(seen.options).toBeUndefined();
});
