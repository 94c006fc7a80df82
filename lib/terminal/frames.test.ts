import { expect, test } from "vitest";
import { FrameDecoder, FrameError, toAckFrame, toInputFrame, toResizeFrame } from "./frames";

function frame(type: string, payload: string | Uint8Array): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

const hello = {
  start: 10,
  end: 30,
  from: 20,
  resumed: true,
  cols: 80,
  rows: 24,
  modes: "\x1b[?1h",
  resizes: [[10, 80, 24]],
  pid: 5,
  createdMs: 1_700_000_000_000,
};

test("frames are the same however the stream is cut", () => {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(77n);
  const stream = Buffer.concat([
    frame("H", JSON.stringify(hello)),
    frame("D", "가나다"),
    frame("R", '{"cols":100,"rows":30,"offset":29}'),
    frame("C", count),
    frame("X", '{"code":null,"signal":9}'),
  ]);
  for (const size of [1, 2, 3, 7, 64, stream.length]) {
    const decoder = new FrameDecoder();
    const data: Uint8Array[] = [];
    const others: unknown[] = [];
    for (let at = 0; at < stream.length; at += size) {
      for (const got of decoder.push(stream.subarray(at, at + size))) {
        if (got.type === "data") data.push(got.bytes);
        else others.push(got);
      }
    }
    expect(Buffer.concat(data).toString()).toBe("가나다");
    expect(others).toEqual([
      { type: "hello", hello },
      { type: "resized", resized: { cols: 100, rows: 30, offset: 29 } },
      { type: "inputConsumed", totalBytes: 77 },
      { type: "exit", exit: { code: null, signal: 9 } },
    ]);
    expect(decoder.isAtBoundary).toBe(true);
  }
});

test.each([
  ["an unknown type", frame("Z", "x"), "BAD_TYPE"],
  ["data beyond 1 MiB", Buffer.from("D\0\x10\0\x01", "latin1"), "BAD_LENGTH"],
  ["a control frame beyond 64 KiB", Buffer.from("H\0\x01\0\x01", "latin1"), "BAD_LENGTH"],
  ["empty data", frame("D", ""), "BAD_LENGTH"],
  ["an empty control frame", frame("X", ""), "BAD_LENGTH"],
  ["a count of the wrong length", frame("C", "1234"), "BAD_LENGTH"],
  ["no JSON", frame("E", "{"), "BAD_PAYLOAD"],
  ["invalid UTF-8", frame("E", Buffer.from([0x22, 0xff, 0x22])), "BAD_PAYLOAD"],
  ["an error code that is prose", frame("E", '{"code":"<script>"}'), "BAD_PAYLOAD"],
  ["offsets out of order", frame("H", JSON.stringify({ ...hello, from: 31 })), "BAD_PAYLOAD"],
  [
    "an offset beyond what numbers hold",
    frame("H", JSON.stringify(hello).replace('"end":30', '"end":9007199254740993')),
    "BAD_PAYLOAD",
  ],
  ["a screen of no size", frame("R", '{"cols":0,"rows":1,"offset":0}'), "BAD_PAYLOAD"],
  ["an impossible count", frame("C", Buffer.alloc(8, 0xff)), "BAD_PAYLOAD"],
])("%s is refused, then and ever after", (_, bytes, code) => {
  const decoder = new FrameDecoder();
  expect(() => [...decoder.push(bytes)]).toThrow(expect.objectContaining({ code }));
  expect(() => [...decoder.push(frame("D", "x"))]).toThrow(FrameError);
});

test("client frames have the holder's byte order", () => {
  expect(Buffer.from(toInputFrame(Buffer.from("ab"))).toString("latin1")).toBe("I\0\0\0\x02ab");
  expect([...toResizeFrame({ cols: 300, rows: 2 })]).toEqual([0x57, 0, 0, 0, 4, 1, 44, 0, 2]);
  expect([...toAckFrame(2 ** 32 + 1)]).toEqual([0x41, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 1]);
});
