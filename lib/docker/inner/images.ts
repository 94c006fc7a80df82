import { z } from "zod";
import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";
import {
  command,
  date,
  keys,
  listOf,
  objectOf,
  parseAnswer,
  text,
  textMap,
  texts,
  toEnvironment,
  whole,
} from "./fields";
import { orUndefined } from "./or-undefined";
import type { HistoryLine, Image, ImageSummary } from "./records";

const summarySchema = z.object({ Id: z.string(), RepoTags: texts, RepoDigests: texts, Size: whole, Created: date });

const inspectSchema = summarySchema.extend({
  RootFS: objectOf({ Layers: texts }),
  Config: objectOf({
    Entrypoint: command,
    Cmd: command,
    Env: texts,
    User: text,
    WorkingDir: text,
    ExposedPorts: keys,
    Labels: textMap,
    Volumes: keys,
    Healthcheck: objectOf({ Test: texts }),
  }),
});

const historySchema = listOf(z.object({ CreatedBy: text, Comment: text, Size: whole, Created: date }));

export async function listImages(engine: InnerEngine, options?: CallOptions): Promise<ImageSummary[]> {
  const answer = await engine.call("GET", "/images/json", options);
  return parseAnswer(z.array(summarySchema), answer ?? [], "image list").map(toSummary);
}

export async function findRawImage(engine: InnerEngine, reference: string, options?: CallOptions): Promise<unknown> {
  return orUndefined(engine.call("GET", `/images/${toPath(reference)}/json`, options));
}

export function parseImage(raw: unknown): Image {
  const one = parseAnswer(inspectSchema, raw, "image");
  const test = one.Config.Healthcheck.Test;
  return {
    ...toSummary(one),
    layers: one.RootFS.Layers,
    entrypoint: one.Config.Entrypoint,
    command: one.Config.Cmd,
    env: toEnvironment(one.Config.Env),
    user: one.Config.User,
    workdir: one.Config.WorkingDir,
    exposed: one.Config.ExposedPorts,
    labels: one.Config.Labels,
    volumes: one.Config.Volumes,
    hasHealthcheck: test.length > 0 && test[0] !== "NONE",
  };
}

/** Whether one of the engine's names is meant: `name` with any tag, `name:tag`, or `all`. */
function isMeant(reference: string, meant: readonly string[]): boolean {
  return meant.some((one) => one === "all" || one === reference || reference.startsWith(`${one}:`));
}

/**
 * Takes names of images away, and with its last name the image, whatever stands on it.
 * Each entry is a repository's name for all its tags, `name:tag`, or `all`; what is not there is no failure.
 */
export async function removeImages(
  engine: InnerEngine,
  meant: readonly string[],
  options?: CallOptions,
): Promise<void> {
  const calls = (await listImages(engine, options)).flatMap(({ id, tags }) => {
    const names = tags.filter((tag) => isMeant(tag, meant));
    // by its id an image goes with all its names in one call
    return names.length > 0 && names.length === tags.length ? [id] : names;
  });
  // one after the other: a second connection into a sandbox takes longer than a removal
  for (const reference of calls)
    await orUndefined(engine.call("DELETE", `/images/${toPath(reference)}`, { ...options, query: { force: true } }));
}

/** Newest line first; undefined when there is no such image. */
export async function imageHistory(
  engine: InnerEngine,
  reference: string,
  options?: CallOptions,
): Promise<HistoryLine[] | undefined> {
  const answer = await orUndefined(engine.call("GET", `/images/${toPath(reference)}/history`, options));
  if (answer === undefined) return undefined;
  return parseAnswer(historySchema, answer, "history").map((line) => ({
    createdBy: line.CreatedBy,
    comment: line.Comment,
    sizeBytes: line.Size,
    createdAt: line.Created,
  }));
}

function toSummary(one: z.infer<typeof summarySchema>): ImageSummary {
  const isNamed = (tag: string) => !tag.startsWith("<none>");
  return {
    id: one.Id,
    tags: one.RepoTags.filter(isNamed),
    digests: one.RepoDigests.filter(isNamed),
    sizeBytes: one.Size,
    createdAt: one.Created,
  };
}

/** The engine's route takes slashes and colons of a reference as they are. */
function toPath(reference: string): string {
  return encodeURIComponent(reference).replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%40", "@");
}
