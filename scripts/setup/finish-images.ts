import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "@/lib/config";
import { ensureLabEngine, type LabEngine, openEngine } from "@/lib/docker";
import { readDeployment } from "@/lib/runtime";
import { BASE_IMAGE } from "./base-image";
import { writeDeployment } from "./deployment";
import { type SetUpHubOptions, setUpHub } from "./hub";
import { openImageProgress, type ProgressWriter } from "./image-progress";
import { setUpSeed } from "./seed";

/** A lab engine that was lost is back sooner; a machine that has no network may take hours. */
const RETRY_MS = 60_000;

export interface FinishOptions {
  /** One line for a person at a terminal. */
  say: (line: string) => void;
  /** Ours, unless said otherwise. */
  imagesFolder?: string;
  signal: AbortSignal;
}

/**
 * Builds what images the core ones left, while the site runs, and then makes the seed of all, which new sandboxes get
 * from then on. Goes on after a fault of the lab engine; ends with the signal. Never rejects. Whoever holds the run lock
 * calls it, so that it never runs twice; what was interrupted goes on at the next start.
 */
export async function finishImages(config: Config, options: FinishOptions): Promise<void> {
  const { say, signal } = options;
  // over faults too: who waits for a lesson is not told that nobody is at work
  const progress = await openImageProgress(config.dataDir);
  while (!signal.aborted) {
    try {
      await finishOnce(config, progress, options);
      break;
    } catch (error) {
      if (signal.aborted) break;
      say(`Images: ${toCause(error)}; trying again in ${RETRY_MS / 1000} s`);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  await progress.end().catch((error: unknown) => say(`Images: how far they are was not written: ${toCause(error)}`));
}

async function finishOnce(config: Config, progress: ProgressWriter, options: FinishOptions): Promise<void> {
  const { dataDir, dockerSocket: socketPath, instance, egress, hubUpstream: upstream } = config;
  const { engineImage, socketFolder } = await readDeployment(dataDir);
  const machine = openEngine({ socketPath });
  let lab: LabEngine | undefined;
  try {
    lab = await ensureLabEngine(machine, {
      instance,
      imageTag: engineImage,
      socketFolder,
      egress,
      signal: options.signal,
    });
    await bringImages({ machine, lab, instance, upstream }, progress, options);
    await renewSeed(config, lab, options);
  } finally {
    lab?.close();
    machine.close();
  }
}

async function bringImages(
  engines: Pick<SetUpHubOptions, "machine" | "lab" | "instance" | "upstream">,
  progress: ProgressWriter,
  { say, imagesFolder, signal }: FinishOptions,
): Promise<void> {
  await setUpHub({
    ...engines,
    baseTag: BASE_IMAGE,
    imagesFolder,
    isInBackground: true,
    signal,
    onStatus: (status) => {
      progress.take(status);
      const images = progress.images();
      const count = `${images.filter(({ state }) => state === "ready").length} of ${images.length} ready`;
      if (status.builtInMs !== undefined)
        say(`Image ${status.id}: built in ${Math.round(status.builtInMs / 1000)} s, ${count}`);
      if (status.error) say(`Image ${status.id}: ${status.error.code}: ${status.error.message}`);
    },
  });
}

/** The server reads the deployment with each start of a sandbox: it needs no word of it. */
async function renewSeed(config: Config, lab: LabEngine, { say, imagesFolder, signal }: FinishOptions): Promise<void> {
  const { sandboxImage, seed } = await readDeployment(config.dataDir);
  const { runtime } = config.sandbox;
  const made = await setUpSeed({
    lab,
    sandboxImage,
    runtime,
    scope: "all",
    isInBackground: true,
    imagesFolder,
    signal,
  });
  if (made.version === seed) return;
  await writeDeployment(config.dataDir, { ...(await readDeployment(config.dataDir)), seed: made.version });
  say(`Images: new computers have all ${made.names} from now on`);
}

function toCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? `${error.code}: ${error.message.replace(/\s+/g, " ")}` : (error.stack ?? error.message);
}
