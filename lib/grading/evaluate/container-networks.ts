import type { Container } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import { observe, toList } from "../observe";

type Condition = Pick<ConditionOf<"container">, "networks" | "notNetworks" | "aliases">;

export function compareNetworks(condition: Condition, { name, networks }: Container): Observation[] {
  const attached = new Map(networks.map((one) => [one.network, one]));
  const missing = (network: string) =>
    observe("container.notOnNetwork", { name, network, networks: toList(attached.keys()) });
  const wanted = [...new Set([...(condition.networks ?? []), ...Object.keys(condition.aliases ?? {})])];
  return [
    ...wanted.filter((network) => !attached.has(network)).map(missing),
    ...(condition.notNetworks ?? [])
      .filter((network) => attached.has(network))
      .map((network) => observe("container.onNetwork", { name, network })),
    ...Object.entries(condition.aliases ?? {}).flatMap(([network, aliases]) => {
      const known = attached.get(network)?.aliases;
      if (!known) return [];
      return aliases
        .filter((alias) => !known.includes(alias))
        .map((alias) => observe("container.aliasMissing", { name, network, alias, aliases: toList(known) }));
    }),
  ];
}
