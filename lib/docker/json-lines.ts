import type { Readable } from "node:stream";
import { EngineError } from "./errors";

const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** Docker's streams: one JSON value a line. */
export async function* readJsonLines(stream: Readable): AsyncGenerator<unknown> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString("utf8");
      parts = [];
      bytes = 0;
      rest = rest.subarray(end + 1);
      if (line.trim()) yield parseLine(line);
    }
    bytes += rest.length;
    if (bytes > MAX_LINE_BYTES) throw new EngineError("BAD_ANSWER", "a line of the stream has no end");
    if (rest.length > 0) parts.push(rest);
  }
  const line = Buffer.concat(parts).toString("utf8");
  if (line.trim()) yield parseLine(line);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new EngineError("BAD_ANSWER", `not JSON: ${line.slice(0, 200)}`, {}, { cause });
  }
}
