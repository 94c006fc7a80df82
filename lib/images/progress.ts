import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const imageSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  tags: z.array(z.string()).readonly(),
  state: z.enum(["ready", "building", "waiting", "failed"]),
  /** Whether a pull of it works, whatever is being made of it now. */
  isServed: z.boolean(),
  /** When its build began, while it is `building`. */
  startedAt: z.iso.datetime().optional(),
  /** How long its last build took on this machine. */
  measuredSeconds: z.number().nonnegative().optional(),
  /** How long it usually takes, by its author's word. */
  usualSeconds: z.number().positive().optional(),
  /** Why it failed. */
  code: z.string().optional(),
});

/** How far the hub's images are, in the order they are built in. The set-up writes it, the server reads it. */
export const imageProgressSchema = z.strictObject({
  images: z.array(imageSchema),
  /** Whether somebody is at work on them, and when they last said so. */
  isAtWork: z.boolean(),
  saidAt: z.iso.datetime(),
});
export type ImageProgress = z.infer<typeof imageProgressSchema>;
export type ProgressedImage = ImageProgress["images"][number];

/** How often who is at work says so. */
export const SAY_EVERY_MS = 5_000;
/** Nobody is at work who has not said so for this long. */
const SILENT_MS = 6 * SAY_EVERY_MS;

export const imageProgressFile = (dataDir: string) => path.join(dataDir, "images.json");

/** Undefined where no set-up has written any. @throws ZodError for what cannot be read. */
export async function readImageProgress(dataDir: string): Promise<ImageProgress | undefined> {
  try {
    return imageProgressSchema.parse(JSON.parse(await readFile(imageProgressFile(dataDir), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

export function isBeingMade({ isAtWork, saidAt }: ImageProgress, now: number): boolean {
  return isAtWork && now - Date.parse(saidAt) < SILENT_MS;
}
