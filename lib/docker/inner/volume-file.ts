import { posix } from "node:path";
import { z } from "zod";
import { EngineError, isEngineError } from "../errors";
import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";
import { date, parseAnswer, text, textMap } from "./fields";
import { listImages } from "./images";
import { READER_LABEL } from "./reader-label";
import { readFirstTarEntry } from "./tar";

const ABANDONED_AFTER_MS = 30_000;
const MOUNT_POINT = "/naru-volume";

export interface VolumeFile {
  type: "file" | "folder" | "link" | "other";
  sizeBytes: number;
  content: Buffer;
}

export interface ReadVolumeOptions extends CallOptions {
  maxBytes: number;
  /** Told before anything else happens to it, so that its events can be told from the student's. */
  onReader?: (containerId: string) => void;
}

/**
 * A file of a volume through a never-started container, which sees the volume alone: a student's own container
 * could show another file at the same place. Undefined when there is no such file.
 *
 * The inner engine runs in the sandbox's own namespaces; what its archive code could be made to run, it runs there.
 * @throws EngineError NOT_FOUND with params.missing = "image" when the engine has no image to make a container of.
 */
export async function readFileInVolume(
  engine: InnerEngine,
  volume: string,
  path: string,
  options: ReadVolumeOptions,
): Promise<VolumeFile | undefined> {
  const { maxBytes, onReader, ...call } = options;
  const [image] = await listImages(engine, call);
  if (!image) throw new EngineError("NOT_FOUND", "no image for a reader", { missing: "image" });
  const created = await engine.call("POST", "/containers/create", {
    ...call,
    body: {
      Image: image.id,
      Cmd: ["reader"],
      Entrypoint: [],
      NetworkDisabled: true,
      Labels: { [READER_LABEL]: "volume" },
      Volumes: {},
      // Not read-only: remounting so is refused in a user namespace. Nothing ever runs here that could write.
      HostConfig: {
        NetworkMode: "none",
        Mounts: [{ Type: "volume", Source: volume, Target: MOUNT_POINT, VolumeOptions: { NoCopy: true } }],
      },
    },
  });
  const { Id: id } = parseAnswer(z.object({ Id: z.string() }), created, "created container");
  onReader?.(id);
  try {
    const query = { path: posix.join(MOUNT_POINT, posix.normalize(`/${path}`)) };
    const tar = await engine.bytes("GET", `/containers/${id}/archive`, {
      ...call,
      query,
      maxBytes: maxBytes + 8192,
      beyond: "keep-head",
    });
    const entry = readFirstTarEntry(tar);
    return entry && { type: entry.type, sizeBytes: entry.sizeBytes, content: entry.content.subarray(0, maxBytes) };
  } catch (error) {
    if (isEngineError(error, "NOT_FOUND")) return undefined;
    throw error;
  } finally {
    await removeReader(engine, id);
  }
}

/** Removes readers that a killed process left behind. */
export async function removeAbandonedReaders(engine: InnerEngine, options?: CallOptions): Promise<void> {
  const query = { all: true, filters: JSON.stringify({ label: [READER_LABEL] }) };
  const answer = await engine.call("GET", "/containers/json", { ...options, query });
  const readers = parseAnswer(
    z.array(z.object({ Id: z.string(), State: text, Created: date, Labels: textMap })),
    answer,
    "readers",
  );
  for (const reader of readers) {
    const isAbandoned = Date.now() - (reader.Created?.getTime() ?? 0) > ABANDONED_AFTER_MS;
    // A student may copy the label; what runs is not ours.
    if (isAbandoned && reader.State === "created" && reader.Labels[READER_LABEL] === "volume")
      await removeReader(engine, reader.Id);
  }
}

/** Without the caller's signal: an aborted read must not leave its container. */
async function removeReader(engine: InnerEngine, id: string): Promise<void> {
  try {
    // Anonymous volumes of the image it was made of go with it.
    await engine.call("DELETE", `/containers/${id}`, { query: { force: true, v: true } });
  } catch (error) {
    if (!isEngineError(error)) throw error;
  }
}
