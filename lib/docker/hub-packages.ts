import { join } from "node:path";
import { ensureImage } from "./ensure-image";
import { ensureHubContainer, runInContainer, toHubContainer, waitForAnswer } from "./hub-containers";
import type { Engine } from "./types";

/** Where sandboxes find Debian's archives: all names they can look up lead here. */
export const packagesPlace = { name: "naru-hub-packages", address: "10.200.8.3" } as const;

const memoryBytes = 192 * 1024 * 1024;

export interface EnsurePackageCacheOptions {
  instance: string;
  /** `images/hub`, of which `packages` is built. */
  imagesFolder: string;
  /** Tag of the base image, which the lab engine must have. */
  baseTag: string;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Starts the cache that `apt-get` in a student's container is answered by. Says whether Debian's archive can be had
 * through it now: without, only what it already holds is served, and the rest is refused with words.
 */
export async function ensurePackageCache(
  lab: Engine,
  { instance, imagesFolder, baseTag, report, signal }: EnsurePackageCacheOptions,
): Promise<{ isArchiveReached: boolean }> {
  const { name, address } = packagesPlace;
  const image = await ensureImage(lab, {
    folder: join(imagesFolder, "packages"),
    name: "naru-hub-cache",
    baseImage: baseTag,
    report,
    signal,
  });
  const options = { instance, imageTag: image.tag, signal };
  const mounts = [{ source: name, target: "/var/cache/packages", isReadOnly: false }];
  const body = toHubContainer(options, "packages", { memoryBytes, mounts });
  // It serves as nobody in particular, at the ports that names and packages are asked at.
  const Sysctls = { "net.ipv4.ip_unprivileged_port_start": "0" };
  const HostConfig = { ...body.HostConfig, Sysctls };
  await ensureHubContainer(lab, { name, address, body: { ...body, HostConfig } }, options);
  const ask = async (what: "ready" | "archive") =>
    (await runInContainer(lab, name, ["packages-ask", what], signal)).exitCode === 0;
  await waitForAnswer(lab, name, () => ask("ready"), signal);
  return { isArchiveReached: await ask("archive") };
}
