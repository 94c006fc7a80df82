import { z } from "zod";
import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";
import { date, flag, objectOf, parseAnswer, text, textMap } from "./fields";
import { orUndefined } from "./or-undefined";
import type { Network } from "./records";

const networkSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  Driver: text,
  Internal: flag,
  Labels: textMap,
  Created: date,
  Containers: z.record(z.string(), objectOf({ Name: text })).catch({}),
});

export async function listNetworks(engine: InnerEngine, options?: CallOptions): Promise<Network[]> {
  const answer = await engine.call("GET", "/networks", options);
  return parseAnswer(z.array(networkSchema), answer ?? [], "network list").map(toNetwork);
}

export async function findNetwork(
  engine: InnerEngine,
  name: string,
  options?: CallOptions,
): Promise<Network | undefined> {
  const raw = await findRawNetwork(engine, name, options);
  return raw === undefined ? undefined : toNetwork(parseAnswer(networkSchema, raw, "network"));
}

export async function findRawNetwork(engine: InnerEngine, name: string, options?: CallOptions): Promise<unknown> {
  return orUndefined(engine.call("GET", `/networks/${encodeURIComponent(name)}`, options));
}

function toNetwork(one: z.infer<typeof networkSchema>): Network {
  return {
    id: one.Id,
    name: one.Name,
    driver: one.Driver,
    internal: one.Internal,
    labels: one.Labels,
    createdAt: one.Created,
    members: Object.values(one.Containers).map((member) => member.Name),
  };
}
