import { isEngineError } from "./errors";
import { LABEL_IMAGE, labelFilter } from "./labels";
import { imageListSchema } from "./records";
import type { Engine } from "./types";

/** Removes what earlier contents of the same folder left; what a container still uses stays. */
export async function removeOldTags(engine: Engine, name: string, keep: string, signal?: AbortSignal): Promise<void> {
  const images = imageListSchema.parse(
    await engine.request("GET", "/images/json", { query: { filters: labelFilter(`${LABEL_IMAGE}=${name}`) }, signal }),
  );
  // Tag by tag: two contents may have built the same image, and an image with two tags is not removed by its id.
  const old = images
    .flatMap((image) => image.RepoTags ?? [])
    .filter((tag) => tag.startsWith(`${name}:`) && tag !== keep);
  for (const tag of old) {
    try {
      await engine.request("DELETE", `/images/${encodeURIComponent(tag)}`, { signal });
    } catch (error) {
      if (!isEngineError(error, "CONFLICT") && !isEngineError(error, "NOT_FOUND")) throw error;
    }
  }
}
