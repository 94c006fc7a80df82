import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { joinPayloads } from "../multiplex";
import { parseContainer } from "./containers";
import { type InnerEngine, openInnerAt } from "./engine";
import { parseEvent, watchEvents } from "./events";
import { findRawImage } from "./images";
import { readFirstTarEntry } from "./tar";

let server: Server | undefined;
let engine: InnerEngine | undefined;
let folder: string | undefined;

async function serve(listener: RequestListener): Promise<InnerEngine> {
  folder = await mkdtemp(join(tmpdir(), "naru-inner-"));
  const socketPath = join(folder, "docker.sock");
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(socketPath, resolve));
  engine = openInnerAt(socketPath);
  return engine;
}

afterEach(async () => {
  engine?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  if (folder) await rm(folder, { recursive: true });
  server = engine = folder = undefined;
});

describe("an engine that a student may have replaced", () => {
  it("cannot answer more than a limit, nor longer than a deadline, nor with nonsense", async () => {
    const inner = await serve((request, response) => {
      if (request.url === "/slow") return;
      if (request.url === "/nonsense") return void response.end("<html>");
      const chunk = Buffer.alloc(1024 * 1024, 32);
      const pump = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", pump).on("error", () => {});
      pump();
    });
    await expect(inner.call("GET", "/endless")).rejects.toMatchObject({ code: "OUTPUT_TOO_LARGE" });
    await expect(inner.call("GET", "/slow", { timeoutMs: 50 })).rejects.toMatchObject({ code: "ENGINE_TIMEOUT" });
    await expect(inner.call("GET", "/nonsense")).rejects.toMatchObject({ code: "BAD_ANSWER" });
    const head = await inner.bytes("GET", "/endless", { maxBytes: 10, beyond: "keep-head" });
    expect(head).toHaveLength(10);
  });

  it("is missing something only when it says so", async () => {
    const inner = await serve((request, response) => {
      response.statusCode = request.url?.includes("gone") ? 404 : 500;
      response.end('{"message":"no"}');
    });
    expect(await findRawImage(inner, "gone")).toBeUndefined();
    await expect(findRawImage(inner, "broken")).rejects.toMatchObject({
      code: "ENGINE_REFUSED",
      params: { status: 500 },
    });
    inner.close();
    await expect(findRawImage(inner, "gone")).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("streams events until the signal, over chunk borders", async () => {
    const line = JSON.stringify({
      Type: "container",
      Action: "exec_start: sh -c ls",
      Actor: { ID: "a", Attributes: { name: "웹" } },
      time: 1,
      timeNano: 1e9,
    });
    const inner = await serve((_request, response) => {
      const bytes = Buffer.from(`${line}\n${line}\n`);
      response.write(bytes.subarray(0, 105));
      setTimeout(() => response.write(bytes.subarray(105)), 5);
    });
    const controller = new AbortController();
    const seen: string[] = [];
    const all = (async () => {
      for await (const event of watchEvents(inner, controller.signal)) {
        seen.push(`${event.action}|${event.detail}|${event.attributes.name}`);
        if (seen.length === 2) controller.abort();
      }
    })();
    await expect(all).rejects.toMatchObject({ code: "ABORTED" });
    expect(seen).toEqual(Array(2).fill("exec_start|sh -c ls|웹"));
  });
});

describe("Docker's JSON", () => {
  it("becomes a container however much of it is missing, null or wrong; a bad date is never now", () => {
    for (const raw of [
      { Id: "x" },
      {
        Id: "x",
        Config: null,
        State: "?",
        HostConfig: [],
        Mounts: null,
        NetworkSettings: { Ports: { "80/tcp": null } },
        Created: "yesterday",
      },
    ]) {
      expect(parseContainer(raw)).toMatchObject({
        id: "x",
        state: "unknown",
        createdAt: null,
        startedAt: null,
        ports: [],
        mounts: [],
        env: {},
        restartPolicy: "no",
      });
    }
    const dated = parseContainer({
      Id: "x",
      State: { StartedAt: "0001-01-01T00:00:00Z", FinishedAt: "2026-11-22T14:00:00.5Z" },
    });
    expect([dated.startedAt, dated.finishedAt?.toISOString()]).toEqual([null, "2026-11-22T14:00:00.500Z"]);
    expect(() => parseContainer("nonsense")).toThrow();
    expect(parseEvent({ Type: "image", Action: "pull" })).toMatchObject({ action: "pull", at: null, attributes: {} });
  });
});

describe("frames and archives", () => {
  it("give what came of a cut stream", () => {
    const frame = Buffer.from([1, 0, 0, 0, 0, 0, 0, 3, 97, 98, 99]);
    expect(joinPayloads(Buffer.concat([frame, frame.subarray(0, 10), Buffer.alloc(0)])).toString()).toBe("abcab");
    expect(joinPayloads(Buffer.from([1, 0, 0])).length).toBe(0);
  });

  it("give the first entry, behind extended headers, with no more than there is", () => {
    const entry = (name: string, type: string, content: string, size = content.length) => {
      const header = Buffer.alloc(512);
      header.write(name, 0);
      header.write(size.toString(8).padStart(11, "0"), 124);
      header.write(type, 156);
      header.write(" ".repeat(8), 148);
      header.write(
        header
          .reduce((sum, byte) => sum + byte, 0)
          .toString(8)
          .padStart(6, "0"),
        148,
      );
      return Buffer.concat([header, Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, "\0"))]);
    };
    const tar = Buffer.concat([entry("pax", "x", "20 path=long-name"), entry("note.txt", "0", "hello")]);
    expect(readFirstTarEntry(tar)).toMatchObject({ name: "note.txt", type: "file", sizeBytes: 5 });
    expect(readFirstTarEntry(tar)?.content.toString()).toBe("hello");
    expect(readFirstTarEntry(entry("big", "0", "abc", 1e9))?.content.length).toBe(512);
    expect(readFirstTarEntry(entry("d", "5", ""))).toMatchObject({ type: "folder" });
    expect(readFirstTarEntry(Buffer.alloc(1024))).toBeUndefined();
    expect(() => readFirstTarEntry(Buffer.alloc(512, 65))).toThrow();
  });
});
