import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Engine } from "@/lib/docker";
import { openTestEngines, testLabFolder } from "@/tests/lab";
import { runCommand } from "../setup/run-command";
import { startVirtualMachine, type VirtualMachine } from "./virtual-machine";
import type { MadeDisk } from "./vm-disk";

const SAVE_TIMEOUT_MS = 600_000;
const LOAD_TIMEOUT_MS = 1_800_000;
/** How much longer than on a processor of its own things may take under emulation. */
export const SLOWNESS = 20;

export interface LoadOptions {
  folder: string;
  disk: MadeDisk;
  /** The engine that has the images. */
  from: Engine;
  tags: readonly string[];
  instance: string;
  report: (line: string) => void;
  signal: AbortSignal;
}

/** The sockets a run needs: the machine's engine and the lab engine's, which has the same path there as here. */
export function socketsOf(instance: string): { machine: string; lab: string } {
  return {
    machine: join(testLabFolder(instance), "machine.sock"),
    lab: join(testLabFolder(instance), "engine/docker.sock"),
  };
}

export async function forwardEngines(machine: VirtualMachine, instance: string): Promise<void> {
  const { machine: here, lab } = socketsOf(instance);
  await machine.forward([
    [here, "/var/run/docker.sock"],
    [lab, lab],
  ]);
}

/** A disk whose engine has the images and the lab engine with the sandbox's; made by booting once, kept by what is in it. */
export async function ensureLoadedDisk(options: LoadOptions): Promise<{ image: string; isMadeNow: boolean }> {
  const { folder, disk, from, tags, report, signal } = options;
  const ids = await Promise.all(tags.map((tag) => getImageId(from, tag, signal)));
  const hash = createHash("sha256")
    .update(JSON.stringify([disk.hash, options.instance, tags, ids]))
    .digest("hex")
    .slice(0, 16);
  const name = `loaded-${hash}.img`;
  const image = join(folder, name);
  const present = await readdir(folder);
  if (present.includes(name)) return { image, isMadeNow: false };

  for (const old of present.filter((entry) => !entry.startsWith("debian-")))
    await rm(join(folder, old), { force: true });
  const archive = join(folder, "images.tar");
  try {
    report("saving the images");
    const names = tags.map((tag) => `names=${encodeURIComponent(tag)}`).join("&");
    const saved = await from.open("GET", `/images/get?${names}`, { signal, timeoutMs: SAVE_TIMEOUT_MS });
    await pipeline(saved, createWriteStream(archive), { signal });
    await copyDisk(disk.image, `${image}.new`, signal);
    report("booting");
    const machine = await startVirtualMachine({
      ...disk,
      image: `${image}.new`,
      archive,
      log: join(folder, "console.log"),
      signal,
    });
    try {
      await load(machine, options);
      report("shutting down");
      await machine.powerOff();
    } finally {
      await machine.end();
    }
    await rename(`${image}.new`, image);
  } finally {
    await rm(archive, { force: true });
    await rm(`${image}.new`, { force: true });
  }
  return { image, isMadeNow: true };
}

async function load(machine: VirtualMachine, { instance, report }: LoadOptions): Promise<void> {
  report("loading the images into its engine");
  await machine.run(
    "until docker version > /dev/null 2>&1; do sleep 1; done; docker load -q < /dev/vdb",
    LOAD_TIMEOUT_MS,
  );
  await forwardEngines(machine, instance);
  const sockets = socketsOf(instance);
  report("starting the lab engine");
  const engines = await openTestEngines({ instance, socketPath: sockets.machine, slowness: SLOWNESS });
  engines.machine.close();
  engines.lab.close();
  report("handing the lab engine the sandbox image");
  // inside the machine: through the tunnel and back it would be encrypted twice by an emulated processor
  await machine.run(
    `docker save ${engines.sandboxImage} | docker --host unix://${sockets.lab} load -q`,
    LOAD_TIMEOUT_MS,
  );
}

/** A copy to write on; holes stay holes. */
export async function copyDisk(from: string, to: string, signal: AbortSignal): Promise<void> {
  await runCommand("cp", ["--sparse=always", "--reflink=auto", from, to], { signal, timeoutMs: 300_000 });
}

const imageSchema = z.object({ Id: z.string() });

async function getImageId(engine: Engine, tag: string, signal: AbortSignal): Promise<string> {
  return imageSchema.parse(await engine.request("GET", `/images/${encodeURIComponent(tag)}/json`, { signal })).Id;
}
