import type { Container, PublishedPort } from "../../docker/inner";
import type { ConditionOf, Observation } from "../../shared/check";
import { observe } from "../observe";

type Wanted = NonNullable<ConditionOf<"container">["ports"]>[number];

/** The kernel's range for ports that nobody chose. */
const FIRST_RANDOM_PORT = 32_768;

export function comparePorts(wanted: readonly Wanted[], container: Container): Observation[] {
  return wanted.flatMap((one) => comparePort(one, container) ?? []);
}

function comparePort(wanted: Wanted, container: Container): Observation | undefined {
  const target = toFull(wanted.container);
  const port = toShort(target);
  const { name } = container;
  const published = container.ports.filter((one) => one.port === target);
  if (!wanted.published) {
    const forbidden = published.find((one) => wanted.host === undefined || one.hostPort === wanted.host);
    return forbidden && observe("container.portPublished", { name, port, host: String(forbidden.hostPort) });
  }
  const onHost = published.filter((one) => wanted.host === undefined || one.hostPort === wanted.host);
  if (onHost.length > 0) return compareAddress(wanted, name, port, onHost);
  return explainOtherPorts(wanted, target, container, published) ?? explainNone(container, port);
}

function compareAddress(
  wanted: Wanted,
  name: string,
  port: string,
  published: readonly PublishedPort[],
): Observation | undefined {
  const isFine = (address: string) =>
    wanted.address === undefined ? !isLoopback(address) : isSameAddress(wanted.address, address);
  const [first] = published;
  if (!first || published.some((one) => isFine(one.address))) return undefined;
  const address = first.address || "0.0.0.0";
  if (wanted.address !== undefined)
    return observe("container.portOtherAddress", { name, port, address, wanted: wanted.address });
  return observe("container.portOnLoopback", { name, port, address, host: String(first.hostPort) });
}

function explainOtherPorts(
  wanted: Wanted,
  target: string,
  container: Container,
  published: readonly PublishedPort[],
): Observation | undefined {
  const { name } = container;
  const port = toShort(target);
  const [other] = published;
  if (other && wanted.host !== undefined) {
    const params = { name, port, host: String(other.hostPort), wanted: String(wanted.host) };
    return other.hostPort >= FIRST_RANDOM_PORT
      ? observe("container.portRandom", params)
      : observe("container.portElsewhere", params);
  }
  const reversed = container.ports.find(
    (one) => String(one.hostPort) === port && (wanted.host === undefined || toShort(one.port) === String(wanted.host)),
  );
  if (reversed && toShort(reversed.port) !== port) {
    return observe("container.portReversed", { name, host: String(reversed.hostPort), other: toShort(reversed.port) });
  }
  const astray = container.ports.find((one) =>
    wanted.host === undefined ? one.hostPort > 0 : one.hostPort === wanted.host,
  );
  return (
    astray &&
    observe("container.portOtherTarget", { name, port, host: String(astray.hostPort), other: toShort(astray.port) })
  );
}

function explainNone({ name, state }: Container, port: string): Observation {
  return state === "running"
    ? observe("container.portNotPublished", { name, port })
    : observe("container.portNotAsked", { name, port, state });
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

function isSameAddress(wanted: string, address: string): boolean {
  const toPlain = (one: string) => (one === "" || one === "::" ? "0.0.0.0" : one);
  return toPlain(wanted) === toPlain(address);
}

function toFull(port: string): string {
  return port.includes("/") ? port : `${port}/tcp`;
}

/** TCP goes without saying. */
export function toShort(port: string): string {
  return port.replace(/\/tcp$/, "");
}
