import type { LabEngine, ServedImage } from "@/lib/docker";
import { type HubScope, listServedImages } from "@/lib/docker/hub";
import { HUB_IMAGES } from "./hub";

export interface SetUpSeedOptions {
  lab: LabEngine;
  /** Tag of the sandboxes' image. */
  sandboxImage: string;
  /** The sandboxes' runtime. */
  runtime?: string;
  /** `core`: of all images if that seed is there already, else of the core ones alone. */
  scope: HubScope;
  isInBackground?: boolean;
  /** Ours, unless said otherwise. */
  imagesFolder?: string;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

export interface SeedResult {
  version: string;
  /** How many names of images it holds. */
  names: number;
}

/** Brings images of the hub, by their first names, into a seed for new sandboxes. Running ones keep theirs. */
export async function setUpSeed(options: SetUpSeedOptions): Promise<SeedResult> {
  const { lab, sandboxImage: imageTag, runtime, scope, isInBackground, report, signal } = options;
  const { imagesFolder = HUB_IMAGES } = options;
  const all = toOneName(await listServedImages(lab, { imagesFolder, signal }));
  const found = await lab.findSeed({ images: all, imageTag, signal });
  if (found !== undefined) return { version: found, names: all.length };
  const images = scope === "all" ? all : toOneName(await listServedImages(lab, { imagesFolder, scope, signal }));
  const version = await lab.ensureSeed({ images, imageTag, runtime, isInBackground, report, signal });
  return { version, names: images.length };
}

/** One name an image, or a student's first `docker images` shows each many times over; pulling another name takes no layers. */
function toOneName(served: readonly ServedImage[]): ServedImage[] {
  return served.filter(({ digest }, at) => served.findIndex((other) => other.digest === digest) === at);
}
