import os from "node:os";
import path from "node:path";
import type { Config } from "@/lib/config";
import {
  type BuiltImage,
  type Engine,
  ensureImage,
  ensureLabEngine,
  raiseNeighbourLimits,
  transferImage,
} from "@/lib/docker";
import { ensurePackageCache, type HubImageStatus, type HubScope } from "@/lib/docker/hub";
import type { Report, Stages } from "../stages";
import { ensureBaseImage } from "./base-image";
import { writeDeployment } from "./deployment";
import { checkVersions, describeChosenRuntime } from "./foundations";
import { setUpHub } from "./hub";
import { openImageProgress } from "./image-progress";
import { ensureMachineEngine } from "./machine-engine";
import { setUpSeed } from "./seed";
import { sideBySide } from "./side-by-side";

const MACHINE = "Docker engine of this machine";
const BASE = "Base image";
const ENGINE = "Engine image";
const LAB = "Lab engine";
const SANDBOX = "Sandbox image";
const HUB = "Hub";
const PACKAGES = "Package cache";
const SEED = "Images for new computers";
const VERSIONS = "Runtime and versions";
export const ENGINE_STAGES = [MACHINE, BASE, ENGINE, LAB, SANDBOX, HUB, PACKAGES, SEED, VERSIONS] as const;

const hubImages = path.resolve("images/hub");

const NEIGHBOURS_NOTE =
  "Warning NEIGHBOUR_TABLE_SMALL: net.ipv4.neigh.default.gc_thresh3 could not be raised; one sandbox may keep others from new connections.";
/** Longest path of a unix socket (sun_path), less the name of the file in the folder. */
const LONGEST_SOCKET_FOLDER = 107 - "/docker.sock".length;

/**
 * The machine's engine, the lab engine in it with the sandbox image and the hub; writes what the server needs to know of
 * them. With the scope `core` the other images are left to finishImages.
 */
export async function setUpEngines(
  config: Config,
  stages: Stages,
  { scope, signal }: { scope: HubScope; signal: AbortSignal },
): Promise<void> {
  const { dataDir, dockerSocket: socketPath, instance, egress, hubUpstream: upstream } = config;
  const socketFolder = toSocketFolder(dataDir, instance);
  const machine = await stages.run(
    MACHINE,
    (report) => ensureMachineEngine({ socketPath, dataDir, report, signal }),
    () => "answers",
  );
  const baseTag = await stages.run(
    BASE,
    (report) => ensureBaseImage(machine, { dataDir, report, signal }),
    () => "ready",
  );
  const build = (engine: Engine, name: string, abort: AbortSignal) => (report: Report) => {
    const folder = path.resolve("images", name);
    return ensureImage(engine, { folder, name: `naru-${name}`, baseImage: baseTag, report, signal: abort });
  };
  const engineImage = await stages.run(ENGINE, build(machine, "engine", signal), describeImage);
  const notes: string[] = [];
  const lab = await stages.run(
    LAB,
    async (report) => {
      const opened = await ensureLabEngine(machine, {
        instance,
        imageTag: engineImage.tag,
        socketFolder,
        egress,
        report,
        signal,
      });
      if (!(await raiseNeighbourLimits(machine, { instance, imageTag: engineImage.tag, signal })))
        notes.push(NEIGHBOURS_NOTE);
      report("handing it the base image");
      await transferImage(machine, opened, baseTag, { signal });
      return opened;
    },
    () => "answers",
  );
  const bringHub = async (report: Report, abort: AbortSignal) => {
    const progress = await openImageProgress(dataDir);
    try {
      const onStatus = progress.take;
      return await setUpHub({ machine, lab, instance, baseTag, scope, upstream, report, onStatus, signal: abort });
    } finally {
      await progress.end();
    }
  };
  const runtimeLine = await describeChosenRuntime(lab, config.sandbox.runtime, signal);
  const hub = (abort: AbortSignal) => stages.run(HUB, (report) => bringHub(report, abort), describeHub);
  const packages = (abort: AbortSignal) =>
    stages.run(
      PACKAGES,
      (report) => ensurePackageCache(lab, { instance, imagesFolder: hubImages, baseTag, report, signal: abort }),
      ({ isArchiveReached }) =>
        isArchiveReached
          ? "reaches Debian"
          : "Debian can't be reached: apt-get in sandboxes gets what is kept; checked",
    );
  // built where it is used: copying it from the machine's engine takes as long as building it
  const [sandboxImage] = await sideBySide(
    signal,
    (abort) => stages.run(SANDBOX, build(lab, "sandbox", abort), describeImage),
    (abort) => sideBySide(abort, hub, packages),
  );
  const { runtime } = config.sandbox;
  const seed = await stages.run(
    SEED,
    (report) => setUpSeed({ lab, sandboxImage: sandboxImage.tag, runtime, scope, report, signal }),
    ({ names }) => `${names} names, sealed`,
  );
  const { findings: versions, lines } = await stages.run(
    VERSIONS,
    () => checkVersions({ machine, lab, sandboxImage: sandboxImage.tag, signal }),
    ({ findings }) => `${findings.filter(({ isOld }) => isOld).length} of ${findings.length} versions are old`,
  );
  for (const line of [...notes, runtimeLine, ...lines]) stages.say(line);
  await writeDeployment(dataDir, {
    engineImage: engineImage.tag,
    sandboxImage: sandboxImage.tag,
    seed: seed.version,
    socketFolder,
    versions,
  });
  await lab.removeUnusedSeeds({ current: seed.version, signal });
  machine.close();
  lab.close();
}

function describeImage({ isBuiltNow }: BuiltImage): string {
  return isBuiltNow ? "built" : "unchanged, checked";
}

function describeHub(images: readonly HubImageStatus[]): string {
  const count = (wanted: string) => images.filter(({ state }) => state === wanted).length;
  const later = count("waiting");
  return `${count("ready")} images ready, checked${later === 0 ? "" : `; ${later} are looked at while the site runs`}`;
}

function toSocketFolder(dataDir: string, instance: string): string {
  const usual = path.join(dataDir, "lab");
  return Buffer.byteLength(usual) <= LONGEST_SOCKET_FOLDER ? usual : path.join(os.tmpdir(), `naru-lab-${instance}`);
}
