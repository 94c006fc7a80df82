import { getLessonDefinition, listCourses } from "../lessons";
import { NaruError } from "../shared/errors";
import type { LessonReadiness, ReadinessView } from "../shared/readiness-view";
import { readImageProgress } from "./progress";
import { toReadiness } from "./to-readiness";

/** What one lesson waits for; undefined when it can be started. @throws NaruError LESSON_NOT_FOUND, LESSON_BROKEN. */
async function findReadiness(dataDir: string, lesson: string): Promise<LessonReadiness | undefined> {
  const [{ images }, progress] = await Promise.all([getLessonDefinition(lesson), readImageProgress(dataDir)]);
  // without a word of the set-up there is nothing to wait for
  return progress && toReadiness(images.needs, progress, Date.now());
}

/** The lessons that cannot be started yet. */
export async function listReadiness(dataDir: string): Promise<ReadinessView> {
  const courses = await listCourses("ko");
  const found = await Promise.all(
    courses.flatMap(({ lessons }) => lessons).map(async ({ id }) => [id, await findReadiness(dataDir, id)] as const),
  );
  return Object.fromEntries(found.flatMap(([id, readiness]) => (readiness ? [[id, readiness]] : [])));
}

/** Passes when a lesson's images can be pulled. @throws NaruError IMAGES_NOT_READY, IMAGES_FAILED. */
export async function requireImages(dataDir: string, lesson: string): Promise<void> {
  const readiness = await findReadiness(dataDir, lesson);
  if (!readiness) return;
  const { state, images, estimatedSeconds } = readiness;
  const failed = images.find((image) => image.state === "failed");
  if (failed) throw new NaruError("IMAGES_FAILED", { image: failed.reference });
  const missing = images.filter((image) => image.state !== "ready").map(({ reference }) => reference);
  const minutes = state === "preparing" && estimatedSeconds !== null ? Math.ceil(estimatedSeconds / 60) : 0;
  throw new NaruError("IMAGES_NOT_READY", { images: missing.join(", "), minutes });
}
