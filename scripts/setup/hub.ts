import { fileURLToPath } from "node:url";
import { type Engine, transferImage } from "@/lib/docker";
import { ensureHub, type HubImageStatus, type HubScope } from "@/lib/docker/hub";

export interface SetUpHubOptions {
  /** The machine's engine, which has the base image. */
  machine: Engine;
  /** The lab engine, which gets it and builds the hub's images from it. */
  lab: Engine;
  instance: string;
  baseTag?: string;
  /** Ours, unless said otherwise. */
  imagesFolder?: string;
  /** See EnsureHubOptions. */
  upstream?: string;
  /** The core images, or all, which is what happens unless said otherwise. */
  scope?: HubScope;
  /** One after the other, at low priority. */
  isInBackground?: boolean;
  /** One line for a person at a terminal. */
  report?: (line: string) => void;
  /** Each image's every new state. */
  onStatus?: (status: HubImageStatus) => void;
  signal?: AbortSignal;
}

export const HUB_IMAGES = fileURLToPath(new URL("../../images/hub", import.meta.url));

/** Brings the hub and its images up. An image that fails is in the answer; only the core ones stop a start. */
export async function setUpHub(options: SetUpHubOptions): Promise<HubImageStatus[]> {
  const { machine, lab, instance, baseTag = "naru-base:trixie", scope, upstream, isInBackground, signal } = options;
  const { imagesFolder = HUB_IMAGES } = options;
  await transferImage(machine, lab, baseTag, { signal });
  const told = new Map<string, string>();
  const statuses = await ensureHub(lab, {
    instance,
    imagesFolder,
    baseTag,
    scope,
    upstream,
    isInBackground,
    signal,
    report: (status) => {
      if (told.get(status.id) === status.state) return;
      told.set(status.id, status.state);
      options.onStatus?.(status);
      if (status.state !== "waiting") options.report?.(toLine(status));
    },
  });
  const missing = statuses.find((status) => status.isCore && status.error !== undefined);
  if (missing?.error !== undefined) throw missing.error;
  return statuses;
}

function toLine({ id, state, bytes, error }: HubImageStatus): string {
  if (bytes !== undefined) return `hub image ${id}: ${state}, ${(bytes / 1e6).toFixed(1)} MB`;
  return `hub image ${id}: ${state}${error === undefined ? "" : `: ${error.message}`}`;
}
