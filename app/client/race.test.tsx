import { afterEach, expect, test, vi } from "vitest";
import type { RaceLine } from "@/lib/shared/race";
import { runRace } from "./race";

afterEach(() => vi.unstubAllGlobals());

const side = { answeredMs: null, memoryKb: 1, diskKb: 2, kernel: null, processes: null };
const sample: RaceLine = { sample: { ms: 5, vm: side, container: side } };

function answerWith(chunks: string[], onCancel = () => {}) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
    cancel: onCancel,
  });
  vi.stubGlobal("fetch", async () => new Response(body));
}

async function read(): Promise<RaceLine[]> {
  const lines: RaceLine[] = [];
  for await (const line of runRace("s1", new AbortController().signal)) lines.push(line);
  return lines;
}

test("reads lines wherever the network cuts them", async () => {
  const text = `${JSON.stringify(sample)}\n${JSON.stringify({ end: "done" })}\n`;
  answerWith([text.slice(0, 7), text.slice(7, 60), text.slice(60)]);
  expect(await read()).toEqual([sample, { end: "done" }]);
});

test("refuses what is no line of a race, and one without an end", async () => {
  answerWith(['{"sample":1}\n']);
  await expect(read()).rejects.toThrow();
  answerWith(["x".repeat(5_000)]);
  await expect(read()).rejects.toThrow(RangeError);
});

test("tells the server's refusal by its code", async () => {
  const error = { code: "SANDBOX_NOT_READY", params: {}, requestId: "r1" };
  vi.stubGlobal("fetch", async () => Response.json({ error }, { status: 409 }));
  await expect(read()).rejects.toMatchObject({ code: "SANDBOX_NOT_READY", requestId: "r1" });
});
