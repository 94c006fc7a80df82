import type { ImagesView } from "../shared/status-view";
import { estimateWaits } from "./estimate-waits";
import { type ImageProgress, isBeingMade, readImageProgress } from "./progress";

/** The hub's images as the operator sees them; null where no set-up has written of them. */
export async function getImagesView(dataDir: string): Promise<ImagesView | null> {
  const progress = await readImageProgress(dataDir);
  return progress ? toImagesView(progress, Date.now()) : null;
}

export function toImagesView(progress: ImageProgress, now: number): ImagesView {
  const { images } = progress;
  const waits = [...estimateWaits(progress, now).values()];
  return {
    total: images.length,
    served: images.filter(({ isServed }) => isServed).length,
    building: images.flatMap(({ id, state, startedAt }) =>
      state === "building" && startedAt !== undefined ? [{ id, startedAt }] : [],
    ),
    waiting: images.flatMap(({ id, state }) => (state === "waiting" ? [id] : [])),
    failed: images.flatMap(({ id, state, code, isServed }) =>
      state === "failed" ? [{ id, code: code ?? null, isServed }] : [],
    ),
    isAtWork: isBeingMade(progress, now),
    estimatedSeconds: waits.at(-1) ?? null,
  };
}
