import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { estimateWaits } from "./estimate-waits";
import { toImagesView } from "./get-images-view";
import { type ImageProgress, imageProgressFile, type ProgressedImage, readImageProgress } from "./progress";
import { requireImages } from "./readiness";
import { toReadiness } from "./to-readiness";

const NOW = Date.parse("2026-12-01T09:00:00.000Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const image = (id: string, change: Partial<ProgressedImage> = {}): ProgressedImage => ({
  id,
  name: id,
  tags: ["latest"],
  state: "waiting",
  isServed: false,
  ...change,
});
const made = (id: string, change: Partial<ProgressedImage> = {}) =>
  image(id, { state: "ready", isServed: true, ...change });
const progressOf = (images: ProgressedImage[], change: Partial<ImageProgress> = {}): ImageProgress => ({
  images,
  isAtWork: true,
  saidAt: ago(1),
  ...change,
});
const estimate = (images: ProgressedImage[], change?: Partial<ImageProgress>) =>
  Object.fromEntries(estimateWaits(progressOf(images, change), NOW));

describe("how long an image takes to be there", () => {
  it("is what stands before it and its own build, as measured here before", () => {
    const images = [
      made("debian", { measuredSeconds: 500 }),
      image("python", { state: "building", startedAt: ago(10), measuredSeconds: 40 }),
      image("mariadb", { measuredSeconds: 90 }),
    ];
    expect(estimate(images)).toEqual({ python: 30, mariadb: 120 });
  });

  it("is reckoned from the usual time by this machine's pace where nothing was measured", () => {
    const images = [made("debian", { usualSeconds: 10, measuredSeconds: 20 }), image("python", { usualSeconds: 40 })];
    expect(estimate(images)).toEqual({ python: 80 });
    expect(estimate([image("unknown")])).toEqual({ unknown: 60 });
  });

  it("never becomes nothing for a build that takes longer than reckoned", () => {
    expect(estimate([image("python", { state: "building", startedAt: ago(900), usualSeconds: 40 })])).toEqual({
      python: 5,
    });
  });

  it("is not told while nobody is at work, and not of what failed", () => {
    const images = [image("python", { state: "failed", code: "HUB_BUILD_FAILED" }), image("mariadb")];
    expect(estimate(images)).toEqual({ mariadb: 60 });
    expect(estimate(images, { isAtWork: false })).toEqual({ mariadb: null });
    // a set-up that was killed says nothing any more
    expect(estimate(images, { saidAt: ago(120) })).toEqual({ mariadb: null });
  });
});

describe("what a lesson waits for", () => {
  const images = [
    made("debian", { tags: ["latest", "13"] }),
    image("python", { state: "building", startedAt: ago(20), tags: ["latest", "3.13"] }),
    image("mariadb"),
  ];
  const look = (needs: string[], of = images, change?: Partial<ImageProgress>) =>
    toReadiness(needs, progressOf(of, change), NOW);

  it("is nothing when its images can be pulled, whatever others do", () => {
    expect(look(["debian:latest", "debian:13"])).toBeUndefined();
    expect(look([])).toBeUndefined();
  });

  it("is each of its images once, by the name it has in the lesson", () => {
    expect(look(["debian", "python:3.13", "python:latest"])).toEqual({
      state: "preparing",
      images: [
        { reference: "debian", state: "ready", code: null },
        { reference: "python:3.13", state: "building", code: null },
      ],
      estimatedSeconds: 40,
    });
    expect(look(["mariadb", "python"])?.estimatedSeconds).toBe(100);
  });

  it("is nothing while an older build is served, even where the new one fails", () => {
    const old = [image("python", { state: "failed", code: "HUB_BUILD_FAILED", isServed: true })];
    expect(look(["python:latest"], old)).toBeUndefined();
  });

  it("is told as failed with the code, and as paused when nobody is at work", () => {
    const failed = [image("python", { state: "failed", code: "NO_SPACE" }), image("mariadb")];
    expect(look(["mariadb", "python"], failed)).toMatchObject({
      state: "failed",
      images: [{ state: "waiting" }, { reference: "python", state: "failed", code: "NO_SPACE" }],
      estimatedSeconds: null,
    });
    expect(look(["mariadb"], failed, { isAtWork: false })).toMatchObject({ state: "paused", estimatedSeconds: null });
  });
});

describe("what the operator sees", () => {
  it("tells what is served, at work, waiting and failed", () => {
    const images = [
      made("debian"),
      image("python", { state: "building", startedAt: ago(20) }),
      image("mariadb"),
      image("nginx", { state: "failed", code: "NO_SPACE", isServed: true }),
    ];
    expect(toImagesView(progressOf(images), NOW)).toEqual({
      total: 4,
      served: 2,
      building: [{ id: "python", startedAt: ago(20) }],
      waiting: ["mariadb"],
      failed: [{ id: "nginx", code: "NO_SPACE", isServed: true }],
      isAtWork: true,
      estimatedSeconds: 100,
    });
  });
});

describe("a start", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-images-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));
  const write = (progress: ImageProgress) => writeFile(imageProgressFile(dataDir), JSON.stringify(progress));
  const lesson = "docker/web-server";
  const saidAt = new Date().toISOString();

  it("is refused while an image of the lesson is missing, with how long, and let through then", async () => {
    await write(progressOf([made("httpd"), image("nginx", { measuredSeconds: 100 })], { saidAt }));
    await expect(requireImages(dataDir, lesson)).rejects.toMatchObject({
      code: "IMAGES_NOT_READY",
      params: { images: "nginx:latest", minutes: 2 },
    });
    await write(progressOf([made("httpd"), image("nginx", { state: "failed" })], { saidAt }));
    await expect(requireImages(dataDir, lesson)).rejects.toMatchObject({
      code: "IMAGES_FAILED",
      params: { image: "nginx:latest" },
    });
    await write(progressOf([made("httpd"), made("nginx")], { saidAt }));
    await expect(requireImages(dataDir, lesson)).resolves.toBeUndefined();
  });

  it("is let through where no set-up has told of images, and no unknown lesson is", async () => {
    expect(await readImageProgress(dataDir)).toBeUndefined();
    await expect(requireImages(dataDir, lesson)).resolves.toBeUndefined();
    await expect(requireImages(dataDir, "docker/none")).rejects.toMatchObject({ code: "LESSON_NOT_FOUND" });
  });
});
