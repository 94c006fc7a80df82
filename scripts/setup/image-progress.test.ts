import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { HubImageStatus } from "@/lib/docker/hub";
import { imageProgressFile, readImageProgress } from "@/lib/images";
import { openImageProgress } from "./image-progress";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-progress-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const status = (change: Partial<HubImageStatus>): HubImageStatus => ({
  id: "python",
  name: "python",
  tags: ["latest"],
  isCore: false,
  state: "waiting",
  isServed: false,
  ...change,
});

it("is what the server reads, while at work and after it", async () => {
  const progress = await openImageProgress(dataDir);
  progress.take(status({ state: "building" }));
  await expect
    .poll(() => readImageProgress(dataDir))
    .toMatchObject({
      isAtWork: true,
      images: [{ id: "python", state: "building", isServed: false, startedAt: expect.any(String) }],
    });
  progress.take(status({ state: "ready", isServed: true, builtInMs: 41_500 }));
  await progress.end();
  expect(await readImageProgress(dataDir)).toMatchObject({
    isAtWork: false,
    images: [{ state: "ready", isServed: true, measuredSeconds: 41.5 }],
  });
});

it("keeps what a build took over a run that builds nothing, and starts anew over a broken file", async () => {
  const first = await openImageProgress(dataDir);
  first.take(status({ state: "ready", isServed: true, builtInMs: 41_500 }));
  await first.end();
  const second = await openImageProgress(dataDir);
  second.take(status({ state: "ready", isServed: true }));
  await second.end();
  expect((await readImageProgress(dataDir))?.images[0]?.measuredSeconds).toBe(41.5);

  await writeFile(imageProgressFile(dataDir), "{");
  const third = await openImageProgress(dataDir);
  third.take(status({}));
  await third.end();
  expect((await readImageProgress(dataDir))?.images).toMatchObject([{ id: "python", state: "waiting" }]);
});

it("shows what was known before a run has anything to tell, and forgets what is gone then", async () => {
  const interrupted = await openImageProgress(dataDir);
  interrupted.take(status({ state: "building" }));
  interrupted.take(status({ id: "gone", state: "ready", isServed: true }));
  await interrupted.end();
  const next = await openImageProgress(dataDir);
  await expect
    .poll(() => readImageProgress(dataDir))
    .toMatchObject({
      isAtWork: true,
      images: [{ id: "python", state: "waiting" }, { id: "gone" }],
    });
  next.take(status({}));
  await next.end();
  expect((await readImageProgress(dataDir))?.images).toMatchObject([{ id: "python", state: "waiting" }]);
});

it("says so when it cannot be written", async () => {
  const progress = await openImageProgress(path.join(dataDir, "missing"));
  progress.take(status({}));
  await expect(progress.end()).rejects.toMatchObject({ code: "ENOENT" });
});
