import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { pack } from "tar-fs";
import { z } from "zod";
import { EngineError, isEngineError } from "./errors";
import { hashFolder } from "./hash-folder";
import { readJsonLines } from "./json-lines";
import { LABEL_IMAGE } from "./labels";
import { imageSchema } from "./records";
import { removeOldTags } from "./remove-old-tags";
import { isNoSpace } from "./to-engine-error";
import type { BuiltImage, Engine, EnsureImageOptions } from "./types";

/** Of 1024 that a sandbox has: what else there is for the processor goes first. */
export const BACKGROUND_CPU_SHARES = 64;
const BUILD_TIMEOUT_MS = 20 * 60_000;

const progressSchema = z.object({
  stream: z.string().optional(),
  error: z.string().optional(),
  errorDetail: z.object({ message: z.string() }).optional(),
});

/** Builds a folder's image unless this very content is there already. */
export async function ensureImage(engine: Engine, options: EnsureImageOptions): Promise<BuiltImage> {
  const { folder, name, baseImage, buildArgs = {}, labels = {}, signal } = options;
  const ignore = [...(options.ignore ?? []), ...(await readIgnored(folder))];
  const isIgnored = (path: string) => ignore.some((entry) => path === entry || path.startsWith(`${entry}/`));

  const base = baseImage ? await findImage(engine, baseImage, signal) : undefined;
  if (baseImage && !base)
    throw new EngineError("NOT_FOUND", `no image ${baseImage} to build ${name} on`, { image: baseImage });
  const tag = `${name}:${await hashFolder(folder, isIgnored, base?.Id ?? "", JSON.stringify({ buildArgs, labels }))}`;

  const present = await findImage(engine, tag, signal);
  if (present) return { tag, id: present.Id, isBuiltNow: false };

  const startedAt = performance.now();
  const answer = await engine.open("POST", "/build", {
    query: {
      t: tag,
      rm: true,
      forcerm: true,
      version: "1",
      cpushares: options.isInBackground ? BACKGROUND_CPU_SHARES : undefined,
      labels: JSON.stringify({ ...labels, [LABEL_IMAGE]: name }),
      buildargs: JSON.stringify({ ...(baseImage ? { BASE: baseImage } : {}), ...buildArgs }),
    },
    upload: packFolder(folder, isIgnored),
    signal,
    timeoutMs: options.timeoutMs ?? BUILD_TIMEOUT_MS,
  });
  for await (const line of readJsonLines(answer)) reportProgress(name, line, options.report);

  const built = await findImage(engine, tag, signal);
  if (!built) throw new EngineError("BUILD_FAILED", `${tag}: the build ended without an image`, { image: name });
  await removeOldTags(engine, name, tag, signal);
  return { tag, id: built.Id, isBuiltNow: true, builtInMs: Math.round(performance.now() - startedAt) };
}

/** Plain paths only; what a build left in the folder must not count as its content. */
async function readIgnored(folder: string): Promise<string[]> {
  try {
    const text = await readFile(join(folder, ".dockerignore"), "utf8");
    return text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith("#"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** As a stream of Node's own: tar-fs brings another kind. */
function packFolder(folder: string, isIgnored: (path: string) => boolean): Readable {
  const archive = pack(folder, {
    ignore: (path) => isIgnored(relative(folder, path)),
    // The build's cache and the image must not depend on who cloned, and when.
    map: (header) => ({ ...header, uid: 0, gid: 0, mtime: new Date(0) }),
  });
  return Readable.from(archive, { objectMode: false });
}

function reportProgress(name: string, line: unknown, report?: (line: string) => void) {
  const progress = progressSchema.safeParse(line);
  if (!progress.success) return;
  const { stream, error, errorDetail } = progress.data;
  const failure = errorDetail?.message ?? error;
  if (failure !== undefined)
    throw new EngineError(isNoSpace(failure) ? "NO_SPACE" : "BUILD_FAILED", `${name}: ${failure}`, { image: name });
  for (const text of (stream ?? "").split("\n")) if (text.trim()) report?.(text.trimEnd());
}

export async function findImage(engine: Engine, reference: string, signal?: AbortSignal) {
  try {
    return imageSchema.parse(await engine.request("GET", `/images/${encodeURIComponent(reference)}/json`, { signal }));
  } catch (error) {
    if (isEngineError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}
