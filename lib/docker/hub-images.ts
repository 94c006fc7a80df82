import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { HubError } from "./hub-errors";
import type { EnsureImageOptions } from "./types";

/** One folder of `images/hub`: what is built, and the names it is published under. */
export interface HubImage {
  /** The folder's name, one of a kind. Two folders may publish tags of the same name. */
  id: string;
  /** Where its Dockerfile is: its own, or that of the image it names as its source, here on another base. */
  folder: string;
  /** Published as `library/<name>`. */
  name: string;
  tags: readonly string[];
  /** Id of the hub image it starts from; without one, the base image. */
  base?: string;
  /** Wanted by the first lessons: built before the others. */
  isCore: boolean;
  /** About how long its build takes on two processors; what a wait is reckoned from before it was measured here. */
  buildSeconds?: number;
  /** What `docker search` says of it. */
  description?: string;
}

/** Where the hub's search reads it, as other registries do. */
const LABEL_DESCRIPTION = "org.opencontainers.image.description";

const namePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const imageFile = z.strictObject({
  name: z.string().regex(namePattern).optional(),
  base: z.string().regex(namePattern).optional(),
  source: z.string().regex(namePattern).optional(),
  tags: z.array(z.string().regex(/^\w[\w.-]{0,127}$/)).min(1),
  core: z.boolean(),
  seconds: z.int().positive().optional(),
  description: z.string().min(1).max(100).optional(),
});

/** Reads every `<id>/image.yaml`. Bases come before what is built on them, core images before others. */
export async function listHubImages(imagesFolder: string): Promise<HubImage[]> {
  const entries = await readdir(imagesFolder, { withFileTypes: true });
  const images: HubImage[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const folder = join(imagesFolder, entry.name);
    const text = await readOptional(join(folder, "image.yaml"));
    if (text !== undefined) images.push(parseHubImage(entry.name, folder, text));
  }
  requireDistinctTags(images);
  return orderByBase(images);
}

export function parseHubImage(id: string, folder: string, text: string): HubImage {
  try {
    const { name = id, base, source, tags, core, seconds, description } = imageFile.parse(parseYaml(text));
    return {
      id,
      folder: source === undefined ? folder : join(dirname(folder), source),
      name,
      tags,
      isCore: core,
      ...(base === undefined ? {} : { base }),
      ...(seconds === undefined ? {} : { buildSeconds: seconds }),
      ...(description === undefined ? {} : { description }),
    };
  } catch (cause) {
    throw new HubError("HUB_IMAGE_INVALID", `${id}/image.yaml can't be read`, { image: id }, { cause });
  }
}

/** The core images and what they are built on, in the order of the list. */
export function selectCore(images: readonly HubImage[]): HubImage[] {
  const core = new Set<string>();
  // bases stand before what is built on them
  for (const { id, base, isCore } of [...images].reverse()) {
    if (!isCore && !core.has(id)) continue;
    core.add(id);
    if (base !== undefined) core.add(base);
  }
  return images.filter(({ id }) => core.has(id));
}

function requireDistinctTags(images: readonly HubImage[]): void {
  const owners = new Map<string, string>();
  for (const image of images) {
    for (const tag of image.tags) {
      const reference = `${image.name}:${tag}`;
      if (owners.has(reference)) {
        throw invalid(image, `${reference} is already published by ${owners.get(reference)}`);
      }
      owners.set(reference, image.id);
    }
  }
}

export function orderByBase(images: readonly HubImage[]): HubImage[] {
  const byId = new Map(images.map((image) => [image.id, image]));
  const ordered = new Set<HubImage>();
  const place = (image: HubImage, path: readonly string[]): void => {
    if (ordered.has(image)) return;
    if (path.includes(image.id)) throw invalid(image, `its bases go round: ${path.join(" ")}`);
    if (image.base !== undefined) {
      const base = byId.get(image.base);
      if (base === undefined) throw invalid(image, `no hub image is called ${image.base}`);
      place(base, [...path, image.id]);
    }
    ordered.add(image);
  };
  const byNeed = (a: HubImage, b: HubImage) => Number(b.isCore) - Number(a.isCore) || a.id.localeCompare(b.id, "en");
  for (const image of [...images].sort(byNeed)) place(image, []);
  return [...ordered];
}

function invalid(image: HubImage, message: string): HubError {
  return new HubError("HUB_IMAGE_INVALID", `${image.id}/image.yaml: ${message}`, {
    image: image.id,
  });
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** How ensureImage builds one, so that everybody who needs it finds the same. */
export function toHubBuild({ id, folder, description }: HubImage): EnsureImageOptions {
  return {
    folder,
    name: `naru-hub-${id}`,
    ignore: ["image.yaml"],
    labels: description === undefined ? {} : { [LABEL_DESCRIPTION]: description },
  };
}
