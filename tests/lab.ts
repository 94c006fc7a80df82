import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import {
  type CreateSandboxOptions,
  type Engine,
  type ExecResult,
  ensureImage,
  ensureLabEngine,
  type LabEngine,
  transferImage,
} from "@/lib/docker";
import { BASE_IMAGE, ensureBaseImage } from "@/scripts/setup/base-image";
import { ensureMachineEngine } from "@/scripts/setup/machine-engine";

const MIB = 1024 * 1024;
const BUSYBOX_IMAGE = "naru-test-busybox";
/** Sandboxes of a test run that was killed; those of a run beside this one are younger. */
const LEFT_OVER_MS = 30 * 60_000;
/** The version of cgroups a run is for, where it is for one. */
export const WANTED_CGROUP_VERSION = process.env.NARU_TEST_CGROUP_VERSION
  ? Number(process.env.NARU_TEST_CGROUP_VERSION)
  : undefined;
/** The runtime to be accepted: the setting's, as for the site. */
export const TEST_RUNTIME = process.env.NARU_SANDBOX_RUNTIME || "sandbox";
const images = resolve(import.meta.dirname, "../images");

export interface TestLab {
  lab: LabEngine;
  machine: Engine;
  instance: string;
  sandboxImage: string;
}

export interface TestLabOptions {
  instance?: string;
  /** Of the engine of the machine under test. */
  socketPath?: string;
  /** How much slower than an ordinary one the machine under test is. */
  slowness?: number;
}

/** Where the test lab of an instance has its socket, on the machine under test as here. */
export function testLabFolder(instance: string): string {
  return join(tmpdir(), `naru-test-${instance}`);
}

/** The two engines with their images built, before the lab engine has been handed the sandbox's. */
export async function openTestEngines(options: TestLabOptions = {}): Promise<TestLab> {
  const { instance = process.env.NARU_TEST_INSTANCE ?? "test", slowness = 1 } = options;
  const socketPath = options.socketPath ?? (process.env.NARU_DOCKER_SOCKET || undefined);
  const dataDir = testLabFolder(instance);
  const machine = await ensureMachineEngine({ dataDir, socketPath });
  await ensureBaseImage(machine, { dataDir });
  const build = (folder: string, name: string) =>
    ensureImage(machine, { folder: join(images, folder), name, baseImage: BASE_IMAGE });
  const engine = await build("engine", "naru-engine");
  const sandbox = await build("sandbox", "naru-sandbox");
  const lab = await ensureLabEngine(machine, {
    instance,
    imageTag: engine.tag,
    socketFolder: join(dataDir, "engine"),
    timeoutMs: 60_000 * slowness,
  });
  return { lab, machine, instance, sandboxImage: sandbox.tag };
}

/** A lab engine for tests, kept between runs: `NARU_TEST_INSTANCE` tells two clones on one machine apart. */
export async function openTestLab(): Promise<TestLab> {
  const testLab = await openTestEngines();
  const { lab, machine, instance, sandboxImage } = testLab;
  await transferImage(machine, lab, sandboxImage);
  for (const left of await lab.listSandboxes(instance)) {
    if (Date.now() - left.createdAt.getTime() > LEFT_OVER_MS) await lab.removeSandbox(left.sandboxId);
  }
  return testLab;
}

/** The tags of all images that an acceptance uses, built on the machine's engine. */
export async function buildTestImages(machine: Engine): Promise<string[]> {
  await ensureBaseImage(machine, { dataDir: testLabFolder("images") });
  const tags = [BASE_IMAGE];
  for (const [folder, name] of [
    ["engine", "naru-engine"],
    ["sandbox", "naru-sandbox"],
    ["hub/busybox", BUSYBOX_IMAGE],
  ] as const)
    tags.push((await ensureImage(machine, { folder: join(images, folder), name, baseImage: BASE_IMAGE })).tag);
  return tags;
}

export interface TestSandbox extends AsyncDisposable {
  id: string;
  /** Runs a script as the student. */
  sh(
    script: string,
    options?: { user?: string; input?: string | Uint8Array; timeoutMs?: number },
  ): Promise<ExecResult & { text: string }>;
}

export async function createTestSandbox(
  { lab, instance, sandboxImage }: Pick<TestLab, "lab" | "instance" | "sandboxImage">,
  options: Partial<CreateSandboxOptions> = {},
): Promise<TestSandbox> {
  const id = options.sandboxId ?? `t${randomBytes(8).toString("hex")}`;
  await lab.createSandbox({
    sandboxId: id,
    instance,
    memoryBytes: 1024 * MIB,
    cpus: 1.5,
    pidsLimit: 1024,
    diskBytes: 2048 * MIB,
    inodes: 131_072,
    imageTag: sandboxImage,
    ...options,
  });
  return {
    id,
    async sh(script, { user = "student", input, timeoutMs = 60_000 } = {}) {
      const result = await lab.execToEnd(id, { cmd: ["bash", "-c", script], user, input, timeoutMs });
      return { ...result, text: `${result.stdout}${result.stderr}` };
    },
    [Symbol.asyncDispose]: () => lab.removeSandbox(id),
  };
}

/** Puts a small image of Debian's busybox into the sandbox's engine, as `busybox`. */
export async function loadBusybox({ machine }: TestLab, sandbox: TestSandbox): Promise<void> {
  const { tag } = await ensureImage(machine, {
    folder: join(images, "hub/busybox"),
    name: BUSYBOX_IMAGE,
    baseImage: BASE_IMAGE,
  });
  const archive = await buffer(
    await machine.open("GET", `/images/${encodeURIComponent(tag)}/get`, { timeoutMs: 60_000 }),
  );
  const loaded = await sandbox.sh(`docker load -q && docker tag ${tag} busybox`, { input: archive });
  if (loaded.exitCode !== 0) throw new Error(loaded.text);
}
