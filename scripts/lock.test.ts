import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeLock, waitForLock } from "./lock.mjs";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "naru-lock-"));
  file = path.join(folder, "deep", "run.lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("takeLock", () => {
  it("keeps others out and says who is in", () => {
    const release = takeLock(file, "npm start");
    expect(() => takeLock(file, "npm test")).toThrow(`held by process ${process.pid}: npm start`);
    release();
    takeLock(file, "npm test")();
  });

  it("takes over from a dead process, from another of the same number, and from a torn file", async () => {
    takeLock(file, "x")();
    for (const left of [
      { pid: 2 ** 22 + 1, startedAt: "1", what: "dead" },
      { pid: process.pid, startedAt: "1", what: "reborn" },
    ]) {
      await writeFile(file, JSON.stringify(left));
      takeLock(file, "npm start")();
    }
    await writeFile(file, '{"pid":');
    takeLock(file, "npm start")();
    expect(await readdir(path.dirname(file))).toEqual([]);
  });
});

describe("waitForLock", () => {
  it("waits for the holder, telling once, and can be stopped", async () => {
    const release = takeLock(file, "building");
    const told: string[] = [];
    const waiting = waitForLock(file, "testing", (holder) => told.push(holder.what));
    const stop = new AbortController();
    const stopped = waitForLock(file, "never", () => stop.abort(), stop.signal);
    await expect(stopped).rejects.toThrow(/abort/i);
    release();
    (await waiting)();
    expect(told).toEqual(["building"]);
  });
});
