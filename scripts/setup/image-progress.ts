import { rename, writeFile } from "node:fs/promises";
import type { HubImageStatus } from "@/lib/docker/hub";
import {
  type ImageProgress,
  imageProgressFile,
  type ProgressedImage,
  readImageProgress,
  SAY_EVERY_MS,
} from "@/lib/images";

export interface ProgressWriter {
  take(status: HubImageStatus): void;
  /** As it stands now. */
  images(): readonly ProgressedImage[];
  /** Says that nobody is at work any more; throws what kept any of it from being written. */
  end(): Promise<void>;
}

/**
 * Writes how far the hub's images are where the server reads it, at once, with every change and from time to time, so that
 * a set-up that was killed is not taken for one at work. What was known before holds until the first word of a new run;
 * times measured before are kept.
 */
export async function openImageProgress(dataDir: string): Promise<ProgressWriter> {
  // a broken file is no reason not to start: it is written anew
  const before = await readImageProgress(dataDir).catch(() => undefined);
  const measured = new Map(before?.images.map(({ id, measuredSeconds }) => [id, measuredSeconds]));
  const images = new Map(before?.images.map((image) => [image.id, toWaiting(image)]));
  let hasNews = false;
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown;
  const write = (isAtWork: boolean) => {
    writing = writing
      .then(() => writeProgress(dataDir, { images: [...images.values()], isAtWork, saidAt: new Date().toISOString() }))
      .catch((error) => {
        failure ??= error;
      });
  };
  const timer = setInterval(() => write(true), SAY_EVERY_MS);
  timer.unref();
  if (before) write(true);
  return {
    take: (status) => {
      if (!hasNews) images.clear();
      hasNews = true;
      const image = toProgressed(status, measured.get(status.id));
      measured.set(image.id, image.measuredSeconds);
      images.set(image.id, image);
      write(true);
    },
    images: () => [...images.values()],
    end: async () => {
      clearInterval(timer);
      write(false);
      await writing;
      if (failure !== undefined) throw failure;
    },
  };
}

/** What was being built when a run ended waits for the next one. */
function toWaiting({ startedAt: _, ...image }: ProgressedImage): ProgressedImage {
  return image.state === "building" ? { ...image, state: "waiting" } : image;
}

function toProgressed(status: HubImageStatus, measuredBefore: number | undefined): ProgressedImage {
  const { id, name, tags, state, isServed, buildSeconds, builtInMs, error } = status;
  return {
    id,
    name,
    tags,
    state,
    isServed,
    startedAt: state === "building" ? new Date().toISOString() : undefined,
    measuredSeconds: builtInMs === undefined ? measuredBefore : builtInMs / 1000,
    usualSeconds: buildSeconds,
    code: error?.code,
  };
}

async function writeProgress(dataDir: string, progress: ImageProgress): Promise<void> {
  const file = imageProgressFile(dataDir);
  await writeFile(`${file}.new`, JSON.stringify(progress));
  await rename(`${file}.new`, file);
}
