import type { LessonReadiness, NeededImage } from "../shared/readiness-view";
import { estimateWaits } from "./estimate-waits";
import { type ImageProgress, isBeingMade, type ProgressedImage } from "./progress";

/** What a lesson with these needs waits for; undefined when all of them can be pulled. */
export function toReadiness(
  needs: readonly string[],
  progress: ImageProgress,
  now: number,
): LessonReadiness | undefined {
  const needed = new Map<ProgressedImage, string>();
  for (const reference of needs) {
    const image = findImage(progress.images, reference);
    // several names of one image are waited for once
    if (image && !needed.has(image)) needed.set(image, reference);
  }
  const missing = [...needed.keys()].filter(({ isServed }) => !isServed);
  if (missing.length === 0) return undefined;
  const waits = estimateWaits(progress, now);
  const seconds = missing.map(({ id }) => waits.get(id) ?? null);
  return {
    state: missing.some(({ state }) => state === "failed")
      ? "failed"
      : isBeingMade(progress, now)
        ? "preparing"
        : "paused",
    images: [...needed].map(([image, reference]): NeededImage => toNeeded(image, reference)),
    estimatedSeconds: seconds.some((one) => one === null) ? null : Math.max(...seconds.map(Number)),
  };
}

function toNeeded({ isServed, state, code }: ProgressedImage, reference: string): NeededImage {
  if (isServed) return { reference, state: "ready", code: null };
  return { reference, state, code: state === "failed" ? (code ?? null) : null };
}

/** A name without a tag is `latest`, or where there is none, any of that name. */
function findImage(images: readonly ProgressedImage[], reference: string): ProgressedImage | undefined {
  const [name = "", tag = "latest"] = reference.split(":");
  const named = images.filter((image) => image.name === name);
  const tagged = named.find(({ tags }) => tags.includes(tag));
  return tagged ?? (reference.includes(":") ? undefined : named[0]);
}
