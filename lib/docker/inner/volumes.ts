import { z } from "zod";
import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";
import { date, parseAnswer, text, textMap } from "./fields";
import { orUndefined } from "./or-undefined";
import type { Volume } from "./records";

const volumeSchema = z.object({ Name: z.string(), Driver: text, Labels: textMap, CreatedAt: date });
const listSchema = z.object({ Volumes: z.array(volumeSchema).nullish() });

export async function listVolumes(engine: InnerEngine, options?: CallOptions): Promise<Volume[]> {
  const answer = await engine.call("GET", "/volumes", options);
  return (parseAnswer(listSchema, answer, "volume list").Volumes ?? []).map(toVolume);
}

export async function findVolume(
  engine: InnerEngine,
  name: string,
  options?: CallOptions,
): Promise<Volume | undefined> {
  const raw = await findRawVolume(engine, name, options);
  return raw === undefined ? undefined : toVolume(parseAnswer(volumeSchema, raw, "volume"));
}

export async function findRawVolume(engine: InnerEngine, name: string, options?: CallOptions): Promise<unknown> {
  return orUndefined(engine.call("GET", `/volumes/${encodeURIComponent(name)}`, options));
}

function toVolume(one: z.infer<typeof volumeSchema>): Volume {
  return {
    name: one.Name,
    driver: one.Driver,
    labels: one.Labels,
    createdAt: one.CreatedAt,
    isAnonymous: "com.docker.volume.anonymous" in one.Labels || /^[0-9a-f]{64}$/.test(one.Name),
  };
}
