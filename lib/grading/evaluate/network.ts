import type { Observation } from "../../shared/check";
import type { Evaluator } from "../evaluator";
import type { Facts } from "../facts";
import { observe, toList } from "../observe";
import { findSimilar } from "../similar";
import { findByName } from "./container";

const BUILT_IN = new Set(["bridge", "host", "none"]);

export const evaluateNetwork: Evaluator<"network"> = async (condition, facts) => {
  const { name } = condition;
  const found = await facts.network(name);
  // The engine takes the beginning of an id for a name.
  const network = found?.name === name ? found : undefined;
  if (condition.state === "absent") {
    const [container] = network?.members ?? [];
    if (!network) return [];
    return [container ? observe("network.presentInUse", { name, container }) : observe("network.present", { name })];
  }
  if (!network) return [await explainMissing(name, facts)];
  const differences: Observation[] = [];
  if (condition.driver !== undefined && network.driver !== condition.driver) {
    differences.push(observe("network.otherDriver", { name, driver: network.driver, wanted: condition.driver }));
  }
  if (condition.internal !== undefined && network.internal !== condition.internal) {
    differences.push(
      condition.internal ? observe("network.notInternal", { name }) : observe("network.internal", { name }),
    );
  }
  for (const member of condition.members ?? []) {
    if (!network.members.includes(member)) differences.push(await explainMember(name, member, network.members, facts));
  }
  return differences;
};

async function explainMissing(name: string, facts: Facts): Promise<Observation> {
  const own = (await facts.networks()).map((one) => one.name).filter((one) => !BUILT_IN.has(one));
  const similar = findSimilar(name, own);
  if (similar) return observe("network.missingSimilar", { name, other: similar });
  return own.length > 0
    ? observe("network.missingOwn", { name, names: toList(own) })
    : observe("network.missing", { name });
}

async function explainMember(
  name: string,
  member: string,
  members: readonly string[],
  facts: Facts,
): Promise<Observation> {
  const container = await findByName(facts, member);
  if (!container) return observe("network.memberUnknown", { name, member });
  const belongs = container.networks.some((one) => one.network === name);
  if (belongs && container.state !== "running")
    return observe("network.memberStopped", { name, member, state: container.state });
  if (members.length === 0) return observe("network.noMembers", { name });
  return observe("network.memberMissing", { name, member, members: toList(members) });
}
