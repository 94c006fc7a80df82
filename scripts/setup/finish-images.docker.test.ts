import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "@/lib/config";
import { ensureImage } from "@/lib/docker";
import type { HubImageStatus } from "@/lib/docker/hub";
import { readImageProgress } from "@/lib/images";
import { readDeployment } from "@/lib/runtime";
import { createTestSandbox, openTestLab, type TestLab, type TestSandbox, testLabFolder } from "@/tests/lab";
import { BASE_IMAGE } from "./base-image";
import { writeDeployment } from "./deployment";
import { finishImages } from "./finish-images";
import { HUB_IMAGES, setUpHub } from "./hub";
import { setUpSeed } from "./seed";

/** The hub of the test lab outlives a run: names of this one are its own. */
const run = randomBytes(3).toString("hex");
const later = `later-${run}`;
const last = `last-${run}`;
const broken = `broken-${run}`;

let testLab: TestLab;
let dataDir: string;
let imagesFolder: string;
let config: ReturnType<typeof readConfig>;
const said: string[] = [];

beforeAll(async () => {
  testLab = await openTestLab();
  const { machine, instance, sandboxImage } = testLab;
  dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-finish-"));
  config = { ...readConfig({ ...process.env, NODE_ENV: "test", NARU_DATA_DIR: dataDir }), instance };
  imagesFolder = path.join(dataDir, "hub");
  for (const id of ["registry", "busybox"])
    await cp(path.join(HUB_IMAGES, id), path.join(imagesFolder, id), { recursive: true });
  // tells of the priority it was built with: cpu.shares of cgroup v1, cpu.weight of v2
  await addImage(
    later,
    "RUN cat /sys/fs/cgroup/cpu/cpu.shares > /weight 2>/dev/null || cat /sys/fs/cgroup/cpu.weight > /weight",
  );
  await addImage(broken, "RUN false");
  const engine = await ensureImage(machine, { folder: "images/engine", name: "naru-engine", baseImage: BASE_IMAGE });
  const socketFolder = path.join(testLabFolder(instance), "engine");
  await writeDeployment(dataDir, { engineImage: engine.tag, sandboxImage, socketFolder, versions: [] });
}, 600_000);

afterAll(async () => {
  const { seed } = await readDeployment(dataDir);
  if (seed) await testLab.lab.removeUnusedSeeds({ current: seed, graceMs: 0 });
  await rm(dataDir, { recursive: true, force: true });
});

async function addImage(id: string, line: string): Promise<void> {
  await mkdir(path.join(imagesFolder, id), { recursive: true });
  await writeFile(path.join(imagesFolder, id, "Dockerfile"), `ARG BASE=busybox\nFROM \${BASE}\n${line}\n`);
  await writeFile(path.join(imagesFolder, id, "image.yaml"), "base: busybox\ntags: [latest]\ncore: false\n");
}

const finish = (signal = new AbortController().signal, hear: (line: string) => void = () => {}) =>
  finishImages(config, {
    imagesFolder,
    signal,
    say: (line) => {
      said.push(line);
      hear(line);
    },
  });

async function listImages(sandbox: TestSandbox): Promise<string[]> {
  const { text } = await sandbox.sh("docker images --format '{{.Repository}}' | sort");
  return text.trim().split("\n");
}

test("the core comes first, the others at low priority while sandboxes run, then a seed of all for new ones", async () => {
  const { lab, machine, instance, sandboxImage } = testLab;
  const states = new Map<string, HubImageStatus>();
  await setUpHub({
    machine,
    lab,
    instance,
    imagesFolder,
    scope: "core",
    onStatus: (status) => states.set(status.id, status),
  });
  expect(states.get("busybox")).toMatchObject({ state: "ready", isServed: true });
  expect(states.get(later)).toMatchObject({ state: "waiting", isServed: false });
  const core = await setUpSeed({ lab, sandboxImage, scope: "core", imagesFolder });
  await writeDeployment(dataDir, { ...(await readDeployment(dataDir)), seed: core.version });

  await using early = await createTestSandbox(testLab, { seed: core.version });
  expect(await listImages(early)).toEqual(["busybox"]);
  await early.sh("docker run -d --name web busybox sleep 1000");

  await finish();
  expect(said).toContainEqual(expect.stringMatching(new RegExp(`^Image ${later}: built in \\d+ s, 2 of 3 ready$`)));
  expect(said).toContainEqual(expect.stringContaining(`Image ${broken}: HUB_BUILD_FAILED`));
  const progress = await readImageProgress(dataDir);
  expect(progress?.isAtWork).toBe(false);
  expect(progress?.images.find(({ id }) => id === later)).toMatchObject({
    state: "ready",
    isServed: true,
    measuredSeconds: expect.any(Number),
  });
  expect(progress?.images.find(({ id }) => id === broken)).toMatchObject({
    state: "failed",
    isServed: false,
    code: "HUB_BUILD_FAILED",
  });

  // one that runs keeps its seed and what it does, and pulls what is new
  expect((await early.sh("docker inspect -f '{{.State.Running}}' web")).text.trim()).toBe("true");
  expect(await listImages(early)).toEqual(["busybox"]);
  expect((await early.sh(`docker run --quiet --rm ${later} cat /weight`)).text).toMatch(/^(64|3)$/m);
  const { seed } = await readDeployment(dataDir);
  expect(seed).not.toBe(core.version);
  await using fresh = await createTestSandbox(testLab, { seed });
  expect(await listImages(fresh)).toEqual(["busybox", later]);

  // the next start waits for no more than the core, and keeps the seed of all
  expect((await setUpSeed({ lab, sandboxImage, scope: "core", imagesFolder })).version).toBe(seed);
}, 300_000);

test("one that is interrupted changes nothing for the server, and goes on at the next start", async () => {
  const { seed } = await readDeployment(dataDir);
  await addImage(last, "RUN sleep 600");
  const stop = new AbortController();
  const interrupted = finish(stop.signal);
  const findLast = async () => (await readImageProgress(dataDir))?.images.find(({ id }) => id === last)?.state;
  await expect.poll(findLast, { timeout: 60_000 }).toBe("building");
  stop.abort();
  await interrupted;
  expect(await readImageProgress(dataDir)).toMatchObject({ isAtWork: false });
  expect((await readDeployment(dataDir)).seed).toBe(seed);

  await addImage(last, "RUN true");
  await finish();
  expect(await findLast()).toBe("ready");
  expect((await readDeployment(dataDir)).seed).not.toBe(seed);
}, 300_000);
