import { PassThrough, pipeline } from "node:stream";
import { z } from "zod";
import { findImage } from "./ensure-image";
import { EngineError } from "./errors";
import { readJsonLines } from "./json-lines";
import { LABEL_IMAGE } from "./labels";
import { removeOldTags } from "./remove-old-tags";
import { isNoSpace } from "./to-engine-error";
import type { CallOptions, Engine } from "./types";

const TRANSFER_TIMEOUT_MS = 10 * 60_000;
const failureSchema = z.object({ error: z.string() });

/** Copies an image from engine to engine, streaming. Does nothing where its layers are there. */
export async function transferImage(from: Engine, to: Engine, tag: string, options: CallOptions = {}): Promise<void> {
  const { signal, timeoutMs = TRANSFER_TIMEOUT_MS } = options;
  const source = await findImage(from, tag, signal);
  if (!source) throw new EngineError("NOT_FOUND", `no image ${tag} on ${from.address}`, { image: tag });
  const present = await findImage(to, tag, signal);
  // Engines with different image stores give the same image different ids; its layers have the same.
  if (present && (present.Id === source.Id || isSame(present.RootFS.Layers, source.RootFS.Layers))) return;

  const archive = await from.open("GET", `/images/${encodeURIComponent(tag)}/get`, { signal, timeoutMs });
  const upload = new PassThrough();
  pipeline(archive, upload, () => {});
  const answer = await to.open("POST", "/images/load", { query: { quiet: true }, upload, signal, timeoutMs });
  for await (const line of readJsonLines(answer)) {
    const failure = failureSchema.safeParse(line);
    if (failure.success)
      throw new EngineError(
        isNoSpace(failure.data.error) ? "NO_SPACE" : "ENGINE_REFUSED",
        `${tag}: ${failure.data.error}`,
      );
  }
  const name = source.Config?.Labels?.[LABEL_IMAGE];
  if (name) await removeOldTags(to, name, tag, signal);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.length === b.length && a.every((layer, index) => layer === b[index]);
}
