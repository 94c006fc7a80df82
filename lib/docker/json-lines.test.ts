import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { readJsonLines } from "./json-lines";

async function collect(lines: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

it("reads a value a line, across chunks that cut characters", async () => {
  const bytes = Buffer.from('{"a":"한글"}\r\n\n{"b":2}\n{"c":3}');
  const chunks = Array.from({ length: Math.ceil(bytes.length / 4) }, (_, at) => bytes.subarray(at * 4, at * 4 + 4));
  expect(await collect(readJsonLines(Readable.from(chunks)))).toEqual([{ a: "한글" }, { b: 2 }, { c: 3 }]);
});

it.each([["not json\n"], [`"${"x".repeat(5 * 1024 * 1024)}`]])("refuses what is none", async (text) => {
  const lines = readJsonLines(Readable.from([Buffer.from(text)]));
  await expect(lines.next()).rejects.toMatchObject({ code: "BAD_ANSWER" });
});
