import { createHash } from "node:crypto";
import { z } from "zod";
import { createSandboxIn } from "./create-sandbox";
import { BACKGROUND_CPU_SHARES } from "./ensure-image";
import { EngineError, isEngineError } from "./errors";
import { runIn } from "./exec-to-end";
import type { LabParts } from "./lab-engine";
import { LABEL_SEED, labelFilter } from "./labels";
import { removeSandboxIn } from "./remove-sandbox";
import { sandboxName } from "./sandbox-names";
import type { CallOptions, EnsureSeedOptions, RemoveUnusedSeedsOptions, ServedImage } from "./types";

/** Part of each version; raised when seeds are laid out otherwise. */
const LAYOUT = 2;
/** The one sandbox that makes a seed; by its id what an interrupted run left is found. */
const MAKER = "naruseed";
const MAKER_LIMITS = { memoryBytes: 1024 ** 3, cpus: 0, pidsLimit: 1024, diskBytes: 16 * 1024 ** 3, inodes: 1_000_000 };
const PULL_TIMEOUT_MS = 5 * 60_000;
const STOP_SECONDS = 30;
const SEAL_TIMEOUT_MS = 5 * 60_000;
/** Longer than a start may take. */
const GRACE_MS = 2 * 60_000;

/** Makes the seed of these images unless it is there; answers its version. */
export async function ensureSeedIn(parts: LabParts, options: EnsureSeedOptions): Promise<string> {
  const { images, imageTag, runtime, isInBackground, report, signal } = options;
  const found = await findSeedIn(parts, options);
  if (found !== undefined) return found;
  const version = toSeedVersion(options);
  await removeSandboxIn(parts, MAKER, { signal });
  try {
    report?.("starting the computer that unpacks them");
    const { instance } = parts;
    const maker = { ...MAKER_LIMITS, sandboxId: MAKER, instance, imageTag, runtime, signal };
    const cpuShares = isInBackground ? BACKGROUND_CPU_SHARES : undefined;
    await createSandboxIn(parts, { ...maker, role: "seed", cpuShares });
    await pullAll(parts, options);
    await requireDigests(parts, images, { signal });
    report?.("sealing");
    const stop = { query: { t: STOP_SECONDS }, signal, timeoutMs: 2 * STOP_SECONDS * 1000 };
    await parts.door.request("POST", `/containers/${sandboxName(MAKER)}/stop`, stop);
    await runSeed(parts, ["seal", MAKER, version], { signal, timeoutMs: SEAL_TIMEOUT_MS });
    return version;
  } finally {
    // without the caller's signal: an abort cleans up too
    await removeSandboxIn(parts, MAKER);
  }
}

/** The version of these images' seed, unless it has still to be made. */
export async function findSeedIn(
  parts: LabParts,
  options: Pick<EnsureSeedOptions, "images" | "imageTag" | "signal">,
): Promise<string | undefined> {
  const version = toSeedVersion(options);
  return (await openSeed(parts, version, { signal: options.signal })) ? version : undefined;
}

/** Names of one repository after each other, for they share their layers; repositories at the same time. */
async function pullAll(parts: LabParts, { images, report, signal }: EnsureSeedOptions): Promise<void> {
  const pulls = [...new Set(images.map(({ name }) => name))].map(async (name) => {
    for (const image of images.filter((one) => one.name === name)) {
      const reference = toReference(image);
      report?.(`unpacking ${reference}`);
      await runInMaker(parts, ["docker", "pull", "--quiet", reference], { signal, timeoutMs: PULL_TIMEOUT_MS });
    }
  });
  const failed = (await Promise.allSettled(pulls)).find((pull) => pull.status === "rejected");
  if (failed) throw failed.reason;
}

/** Same images, same engine, same layout: same seed. */
export function toSeedVersion({ images, imageTag }: Pick<EnsureSeedOptions, "images" | "imageTag">): string {
  const lines = images.map((image) => `${toReference(image)} ${image.digest}`).sort();
  const content = JSON.stringify([LAYOUT, imageTag, lines]);
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

export async function removeUnusedSeedsIn(parts: LabParts, options: RemoveUnusedSeedsOptions): Promise<string[]> {
  const { current, graceMs = GRACE_MS, ...call } = options;
  const seeds = await listSeeds(parts, call);
  const unused = selectUnused(seeds, await listUsedSeeds(parts, call), { current, graceMs });
  for (const version of unused) await runSeed(parts, ["remove", version], call);
  return unused;
}

interface Seed {
  version: string;
  ageMs: number;
}

/** One just made is not removed: it is current in a moment. Nor is any, while the current one is as young or missing. */
export function selectUnused(
  seeds: readonly Seed[],
  used: ReadonlySet<string | undefined>,
  { current, graceMs }: { current: string; graceMs: number },
): string[] {
  const isOld = ({ ageMs }: Seed) => ageMs >= graceMs;
  if (!seeds.some((seed) => seed.version === current && isOld(seed))) return [];
  return seeds
    .filter((seed) => seed.version !== current && isOld(seed) && !used.has(seed.version))
    .map(({ version }) => version);
}

const containers = z.array(z.object({ Labels: z.record(z.string(), z.string()) }));

/** Stopped containers count: they are started with the mounts they were made with. */
async function listUsedSeeds({ door }: LabParts, options: CallOptions): Promise<Set<string | undefined>> {
  const query = { all: true, filters: labelFilter(LABEL_SEED) };
  const found = containers.parse(await door.request("GET", "/containers/json", { query, ...options }));
  return new Set(found.map(({ Labels }) => Labels[LABEL_SEED]));
}

async function listSeeds(parts: LabParts, options: CallOptions): Promise<Seed[]> {
  const lines = (await runSeed(parts, ["list"], options)).split("\n").filter(Boolean);
  return lines.map((line) => {
    const [version = "", seconds] = line.split(" ");
    return { version, ageMs: Number(seconds) * 1000 };
  });
}

/** Whether it is there; mounts it where a restart has not. */
async function openSeed(parts: LabParts, version: string, options: CallOptions): Promise<boolean> {
  try {
    await runSeed(parts, ["open", version], options);
    return true;
  } catch (error) {
    if (isEngineError(error, "EXEC_FAILED") && error.params.exitCode === 3) return false;
    throw error;
  }
}

/** What was pulled is what the version was calculated from. */
async function requireDigests(parts: LabParts, images: readonly ServedImage[], options: CallOptions): Promise<void> {
  const format = "{{.Repository}}:{{.Tag}} {{.Digest}}";
  const output = await runInMaker(parts, ["docker", "images", "--digests", "--format", format], options);
  const pulled = new Set(output.split("\n"));
  const other = images.find((image) => !pulled.has(`${toReference(image)} ${image.digest}`));
  if (other !== undefined) throw new EngineError("BAD_ANSWER", `the hub served another ${toReference(other)}`);
}

function toReference({ name, tag }: ServedImage): string {
  return `${name}:${tag}`;
}

function runInMaker({ door }: LabParts, cmd: string[], options: CallOptions): Promise<string> {
  return runIn(door, sandboxName(MAKER), { cmd, user: "root", ...options });
}

function runSeed({ machine, containerId }: LabParts, verb: string[], options: CallOptions): Promise<string> {
  return runIn(machine, containerId, { cmd: ["/usr/local/sbin/naru-seed", ...verb], user: "root", ...options });
}
