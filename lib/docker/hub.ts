import { join } from "node:path";
import { z } from "zod";
import { ensureImage } from "./ensure-image";
import { type EngineError, isEngineError } from "./errors";
import { hubPlace, ignoreMissing, isContainerRunning } from "./hub-containers";
import { HubError } from "./hub-errors";
import { type HubImage, listHubImages, selectCore, toHubBuild } from "./hub-images";
import { packagesPlace } from "./hub-packages";
import {
  ensureRegistry,
  findManifests,
  type Manifest,
  pushImage,
  type RegistryOptions,
  removeUnnamed,
  withPublisher,
} from "./hub-registry";
import type { BuiltImage, CallOptions, Engine, ServedImage } from "./types";

export { hubPlace } from "./hub-containers";
export * from "./hub-errors";
export { type HubImage, listHubImages } from "./hub-images";
export { ensurePackageCache, packagesPlace } from "./hub-packages";
export { isRegistryRunning } from "./hub-registry";

export type HubImageState = "ready" | "building" | "waiting" | "failed";

export interface HubImageStatus {
  /** The folder's name in `images/hub`. */
  id: string;
  /** What a student pulls it by. */
  name: string;
  tags: readonly string[];
  isCore: boolean;
  /** What this run has made of it; `waiting` to the end for one out of its scope. */
  state: HubImageState;
  /** Whether a pull of it works: an older build is served until a newer one is. */
  isServed: boolean;
  /** See HubImage. */
  buildSeconds?: number;
  /** Compressed, as a pull moves it. Undefined until ready. */
  bytes?: number;
  /** How long its build took, where it was built now. */
  builtInMs?: number;
  error?: HubError | EngineError;
}

/** The core images are those of the first lessons, with what they are built on. */
export type HubScope = "core" | "all";

export interface EnsureHubOptions {
  instance: string;
  /** `images/hub`: a folder for each image, and `registry` for the registry itself. */
  imagesFolder: string;
  /** Tag of the base image, which the lab engine must have. */
  baseTag?: string;
  /** All, unless said otherwise. */
  scope?: HubScope;
  /** A registry that is asked for images the hub lacks; none, unless said otherwise. */
  upstream?: string;
  /** One after the other, at low priority: for a lab that is in use. */
  isInBackground?: boolean;
  report?: (status: HubImageStatus, line?: string) => void;
  signal?: AbortSignal;
}

const parallelBuilds = 2;
const defaultBaseTag = "naru-base:trixie";

/**
 * Starts the registry and brings the images of the folder into it, each as soon as it is built. What is
 * already there and unchanged is neither built nor pushed. One image's failure leaves the others alone and
 * is told in its status; a registry that doesn't answer throws. One call at a time on a lab engine.
 */
export async function ensureHub(lab: Engine, options: EnsureHubOptions): Promise<HubImageStatus[]> {
  const { instance, imagesFolder, baseTag = defaultBaseTag, scope = "all", isInBackground = false } = options;
  const { upstream, report, signal } = options;
  const images = await listHubImages(imagesFolder);
  const wanted = scope === "core" ? selectCore(images) : images;
  const registryImage = await ensureImage(lab, {
    folder: join(imagesFolder, "registry"),
    name: "naru-hub-registry",
    baseImage: baseTag,
    signal,
  });
  const registry = { instance, imageTag: registryImage.tag, upstream, signal };
  await ensureRegistry(lab, registry);
  const servedBefore = await findServed(lab, images, signal);
  const toStatusOf = (image: HubImage, state: HubImageState, more?: StatusDetails) =>
    toStatus(image, state, state === "ready" || servedBefore.has(image.id), more);

  const publishing = new Publishing(lab, registry);
  const builds = new Map<string, Promise<BuiltImage>>();
  const limit = createLimit(isInBackground ? 1 : parallelBuilds);

  const build = async (image: HubImage): Promise<BuiltImage> => {
    // waits for its base within its turn, so that images are built in the order they are told in
    return await limit(async () => {
      const base = image.base === undefined ? baseTag : (await builds.get(image.base))?.tag;
      if (base === undefined) throw new Error(`${image.id} comes before its base`);
      signal?.throwIfAborted();
      report?.(toStatusOf(image, "building"));
      const built = await ensureImage(lab, {
        ...toHubBuild(image),
        baseImage: base,
        isInBackground,
        report: (line) => report?.(toStatusOf(image, "building"), line),
        signal,
      });
      // beside another build its stage would go too
      if (isInBackground) await removeStages(lab);
      return built;
    });
  };

  const bring = async (image: HubImage, building: Promise<BuiltImage>): Promise<HubImageStatus> => {
    try {
      const built = await building;
      const manifests = await publishing.publish(image, built);
      return toStatusOf(image, "ready", { bytes: manifests[0]?.bytes, builtInMs: built.builtInMs });
    } catch (error) {
      if (signal?.aborted) throw error;
      return toStatusOf(image, "failed", { error: toImageError(image, error) });
    }
  };

  try {
    for (const image of images) report?.(toStatusOf(image, "waiting"));
    const statuses = images.map(async (image) => {
      if (!wanted.includes(image)) return toStatusOf(image, "waiting");
      const built = build(image);
      builds.set(image.id, built);
      const status = await bring(image, built);
      report?.(status);
      return status;
    });
    const settled = await Promise.allSettled(statuses);
    return settled.map((result) => {
      if (result.status === "rejected") throw result.reason;
      return result.value;
    });
  } finally {
    await publishing.end();
    await removeStages(lab);
  }
}

const imageIds = z.array(z.object({ Id: z.string() }));

/** What a Dockerfile's first stage installed to make the second is many times the image's size. */
async function removeStages(lab: Engine): Promise<void> {
  const filters = JSON.stringify({ dangling: ["true"], label: ["io.naru.hub=stage"] });
  const stages = imageIds.parse(await lab.request("GET", "/images/json", { query: { filters } }));
  for (const { Id } of stages) {
    try {
      await lab.request("DELETE", `/images/${Id}`);
    } catch (error) {
      if (!isEngineError(error, "CONFLICT") && !isEngineError(error, "NOT_FOUND")) throw error;
    }
  }
}

/** Every name the hub serves of the folder's images; what is not there yet or failed is left out. */
export async function listServedImages(
  lab: Engine,
  options: { imagesFolder: string; scope?: HubScope } & CallOptions,
): Promise<ServedImage[]> {
  const all = await listHubImages(options.imagesFolder);
  const images = options.scope === "core" ? selectCore(all) : all;
  const names = images.flatMap(({ name, tags }) => tags.map((tag) => ({ name, tag })));
  const manifests = await findManifests(lab, names, options.signal);
  return names.flatMap((image, at) => {
    const digest = manifests[at]?.digest;
    return digest === undefined ? [] : [{ ...image, digest }];
  });
}

/** By image id, those of which every tag is served. */
async function findServed(lab: Engine, images: readonly HubImage[], signal?: AbortSignal) {
  const references = images.flatMap((image) => image.tags.map((tag) => ({ name: image.name, tag })));
  const manifests = await findManifests(lab, references, signal);
  const served = new Map<string, Manifest>();
  let from = 0;
  for (const image of images) {
    const own = manifests.slice(from, from + image.tags.length);
    from += image.tags.length;
    const [first] = own;
    if (first !== undefined && !own.includes(undefined)) served.set(image.id, first);
  }
  return served;
}

/** Opens the publisher at the first image that needs it and keeps it until `end`. */
class Publishing {
  private opened: Promise<void> | undefined;
  private closed: Promise<void> | undefined;
  private finish: () => void = () => undefined;
  private hasReplaced = false;

  constructor(
    private readonly lab: Engine,
    private readonly registry: RegistryOptions,
  ) {}

  /** Pushes the tags the hub lacks or has otherwise, and asks the hub for all of them. */
  async publish(image: HubImage, built: BuiltImage): Promise<Manifest[]> {
    const { signal } = this.registry;
    const references = image.tags.map((tag) => ({ name: image.name, tag }));
    const before = await findManifests(this.lab, references, signal);
    const isServed = (manifest: Manifest | undefined) => manifest?.configDigest === built.id;
    if (before.every(isServed)) return before.filter((manifest) => manifest !== undefined);

    await this.open();
    for (const [at, { name, tag }] of references.entries()) {
      if (isServed(before[at])) continue;
      this.hasReplaced ||= before[at] !== undefined;
      await pushImage(this.lab, { id: built.id, name, tag }, signal);
    }
    const after = await findManifests(this.lab, references, signal);
    return after.map((manifest, at) => {
      if (manifest?.configDigest === built.id) return manifest;
      const reference = `${image.name}:${image.tags[at]}`;
      throw new HubError("HUB_NOT_SERVED", `the hub does not serve ${reference} as built`, {
        image: image.id,
      });
    });
  }

  /** After the last push. */
  async end(): Promise<void> {
    this.finish();
    await this.closed;
  }

  private open(): Promise<void> {
    this.opened ??= new Promise((resolve, reject) => {
      const finished = new Promise<void>((finish) => {
        this.finish = finish;
      });
      const running = withPublisher(this.lab, this.registry, async () => {
        resolve();
        await finished;
        if (this.hasReplaced) await removeUnnamed(this.lab, this.registry.signal);
      });
      running.catch(reject);
      this.closed = running.catch(() => undefined);
    });
    return this.opened;
  }
}

type StatusDetails = Pick<HubImageStatus, "bytes" | "builtInMs" | "error">;

function toStatus(image: HubImage, state: HubImageState, isServed: boolean, more?: StatusDetails): HubImageStatus {
  const { id, name, tags, isCore, buildSeconds } = image;
  return { id, name, tags, isCore, buildSeconds, state, isServed, ...more };
}

/** Starts what of the hub stands still. @throws EngineError NOT_FOUND when there is none yet. */
export async function restartHub(lab: Engine, options: CallOptions = {}): Promise<void> {
  await lab.request("POST", `/containers/${hubPlace.name}/start`, options);
  await ignoreMissing(lab.request("POST", `/containers/${packagesPlace.name}/start`, options));
}

/** The hub and its package cache. */
export async function isHubRunning(lab: Engine, signal?: AbortSignal): Promise<boolean> {
  const running = [hubPlace, packagesPlace].map(({ name }) => isContainerRunning(lab, name, signal));
  return (await Promise.all(running)).every(Boolean);
}

/** A failed build is this image's; anything else of the engine's keeps its own code. */
function toImageError(image: HubImage, error: unknown): HubError | EngineError {
  if (isEngineError(error, "BUILD_FAILED")) {
    const params = { image: image.id };
    return new HubError("HUB_BUILD_FAILED", error.message, params, { cause: error });
  }
  if (error instanceof HubError || isEngineError(error)) return error;
  throw error;
}

function createLimit(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = size;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
