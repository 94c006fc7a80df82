import type { ConditionOf, Observation } from "../../shared/check";
import type { Evaluator } from "../evaluator";
import type { Facts } from "../facts";
import { HTTP_TIMEOUT_SECONDS, type HttpAnswer } from "../inside-http";
import { firstLine, observe, toList } from "../observe";
import { matches } from "../pattern";
import { findByName } from "./container";
import { toShort } from "./container-ports";

type Condition = ConditionOf<"http">;
const CONTAINER = "container:";

export const evaluateHttp: Evaluator<"http"> = async (condition, facts) => {
  const target = await findTarget(condition, facts);
  // Where there is nothing to connect to, nobody answers.
  if (typeof target !== "string") return condition.reachable ? [target] : [];
  const answer = await facts.http({ host: target, port: condition.port, path: condition.path });
  const shownHost = condition.host.startsWith(CONTAINER) ? condition.host.slice(CONTAINER.length) : condition.host;
  const address = `${shownHost}:${condition.port}${condition.path}`;
  if (!condition.reachable) {
    return answer.kind === "refused" || answer.kind === "slow" ? [] : [observe("http.stillAnswers", { address })];
  }
  return compareAnswer(condition, address, answer, facts);
};

async function findTarget({ host }: Condition, facts: Facts): Promise<string | Observation> {
  if (!host.startsWith(CONTAINER)) return host;
  const name = host.slice(CONTAINER.length);
  const container = await findByName(facts, name);
  if (!container) return observe("http.noContainer", { name });
  if (container.state !== "running") return observe("http.notRunning", { name, state: container.state });
  const address = container.networks.find((one) => one.address)?.address;
  return address ?? observe("http.noAddress", { name });
}

async function compareAnswer(
  condition: Condition,
  address: string,
  answer: HttpAnswer,
  facts: Facts,
): Promise<Observation[]> {
  switch (answer.kind) {
    case "refused":
      return [await explainRefused(condition, address, facts)];
    case "closed":
      return [observe("http.closed", { address })];
    case "slow":
      return [observe("http.slow", { address, seconds: HTTP_TIMEOUT_SECONDS })];
    case "notHttp":
      return [observe("http.notHttp", { address })];
    case "answer": {
      const differences: Observation[] = [];
      if (answer.status !== condition.status)
        differences.push(observe("http.otherStatus", { address, status: answer.status, wanted: condition.status }));
      if (condition.bodyMatches !== undefined && !matches(condition.bodyMatches, answer.body)) {
        const line = firstLine(answer.body);
        differences.push(
          line ? observe("http.bodyNoMatch", { address, line }) : observe("http.bodyEmpty", { address }),
        );
      }
      return differences;
    }
  }
}

async function explainRefused(condition: Condition, address: string, facts: Facts): Promise<Observation> {
  if (condition.host.startsWith(CONTAINER)) return observe("http.refused", { address });
  const published = (await facts.containers()).flatMap((container) =>
    container.ports.map((port) => ({ ...port, container })),
  );
  const here = published.find((one) => one.hostPort === condition.port);
  if (here) {
    return observe("http.publishedButRefused", {
      port: String(condition.port),
      name: here.container.name,
      target: toShort(here.port),
    });
  }
  const ports = toList(published.map((one) => String(one.hostPort)));
  return ports === "–" ? observe("http.refused", { address }) : observe("http.refusedOthers", { address, ports });
}
