import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { NaruError } from "../shared/errors";
import { VERSION_COMPONENTS, VERSION_PLACES, VERSION_REASONS } from "../shared/foundations";

const versionSchema = z.object({
  name: z.string(),
  component: z.enum(VERSION_COMPONENTS),
  place: z.enum(VERSION_PLACES),
  found: z.string(),
  minimum: z.string(),
  /** Absent where the number does not tell. */
  isOld: z.boolean().optional(),
  reason: z.enum(VERSION_REASONS),
  cves: z.array(z.string()).readonly(),
});

/** What the set-up made and the server uses, written by `npm start` as deployment.json in the data folder. */
export const deploymentSchema = z.strictObject({
  engineImage: z.string(),
  sandboxImage: z.string(),
  /** Version of the seed new sandboxes stand on. */
  seed: z.string().optional(),
  socketFolder: z.string(),
  /** What sandboxes rest on, as the set-up found it. */
  versions: z.array(versionSchema).default([]),
});
export type Deployment = z.infer<typeof deploymentSchema>;

export const deploymentFile = (dataDir: string) => path.join(dataDir, "deployment.json");

/** @throws NaruError ENGINE_UNREACHABLE while the set-up has not finished. */
export async function readDeployment(dataDir: string): Promise<Deployment> {
  try {
    return deploymentSchema.parse(JSON.parse(await readFile(deploymentFile(dataDir), "utf8")));
  } catch (error) {
    throw new NaruError("ENGINE_UNREACHABLE", {}, { cause: error });
  }
}
