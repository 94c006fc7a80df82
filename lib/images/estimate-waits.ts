import { type ImageProgress, isBeingMade, type ProgressedImage } from "./progress";

/** Of an image nobody has measured or said anything of. */
const USUAL_SECONDS = 60;
/** A build that takes longer than reckoned is not over at once. */
const LEAST_LEFT_SECONDS = 5;
const SLOWEST = 10;

/**
 * Seconds until each image is there, by id, as they are built one after the other: from how long each took here before, or
 * usually takes, by the pace of this machine. Null when nobody is at work; what is ready or failed is left out.
 */
export function estimateWaits(progress: ImageProgress, now: number): Map<string, number | null> {
  const isAtWork = isBeingMade(progress, now);
  const pace = measurePace(progress.images);
  const waits = new Map<string, number | null>();
  let sum = 0;
  for (const image of progress.images) {
    if (image.state === "ready" || image.state === "failed") continue;
    const whole = image.measuredSeconds ?? (image.usualSeconds ?? USUAL_SECONDS) * pace;
    const spent = image.startedAt === undefined ? 0 : (now - Date.parse(image.startedAt)) / 1000;
    sum += image.state === "building" ? Math.max(whole - spent, LEAST_LEFT_SECONDS) : whole;
    waits.set(image.id, isAtWork ? Math.ceil(sum) : null);
  }
  return waits;
}

/** How much slower than usual this machine is, by what it has built. */
function measurePace(images: readonly ProgressedImage[]): number {
  let measured = 0;
  let usual = 0;
  for (const { measuredSeconds, usualSeconds } of images) {
    if (measuredSeconds === undefined || usualSeconds === undefined) continue;
    measured += measuredSeconds;
    usual += usualSeconds;
  }
  return usual === 0 ? 1 : Math.min(SLOWEST, Math.max(1 / SLOWEST, measured / usual));
}
