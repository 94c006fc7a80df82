import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import { demultiplex } from "./demultiplex";

function frame(kind: number, payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

function connectionOf(chunks: Buffer[]) {
  let taken = 0;
  const connection = new Duplex({
    read() {
      this.push(chunks[taken++] ?? null);
    },
    write: (_chunk, _encoding, done) => done(),
  });
  return { connection, countTaken: () => taken };
}

it("parts the outputs, wherever the connection cuts the frames", async () => {
  const bytes = Buffer.concat([frame(1, "한글 "), frame(2, "warning"), frame(1, ""), frame(1, "끝")]);
  for (const size of [1, 3, 8, 1000]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    const { stdout, stderr } = demultiplex(connectionOf(chunks).connection);
    const [out, err] = await Promise.all([buffer(stdout), buffer(stderr)]);
    expect(out.toString()).toBe("한글 끝");
    expect(err.toString()).toBe("warning");
  }
});

it("stops taking from the connection while nobody reads", async () => {
  const { connection, countTaken } = connectionOf(Array.from({ length: 500 }, () => frame(1, Buffer.alloc(16 * 1024))));
  const { stdout } = demultiplex(connection);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(countTaken()).toBeLessThan(20);
  expect(await buffer(stdout)).toHaveLength(500 * 16 * 1024);
});

it("keeps the last of an unread stderr, and lets stdout through", async () => {
  const noise = Array.from({ length: 100 }, (_, at) => frame(2, Buffer.alloc(4096, at)));
  const { stdout, stderr } = demultiplex(connectionOf([...noise, frame(1, "done")]).connection);
  expect((await buffer(stdout)).toString()).toBe("done");
  const kept = await buffer(stderr);
  expect(kept.length).toBeLessThanOrEqual(64 * 1024 + 4096);
  expect(kept.at(-1)).toBe(99);
});

it("refuses what is no multiplexed stream", async () => {
  const { stdout } = demultiplex(connectionOf([Buffer.from("HTTP/1.1 200 OK\r\n")]).connection);
  await expect(buffer(stdout)).rejects.toMatchObject({ code: "BAD_ANSWER" });
});
