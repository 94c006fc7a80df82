import { z } from "zod";
import { pause } from "./deadline";
import { isEngineError } from "./errors";
import { HubError } from "./hub-errors";
import { LABEL_INSTANCE, LABEL_ROLE } from "./labels";
import type { Engine } from "./types";

/** The hub's place in the lab engine; sandboxes know its address as `hub`. */
export const hubPlace = {
  name: "naru-hub",
  bridge: "nhub0",
  subnet: "10.200.8.0/24",
  gateway: "10.200.8.1",
  address: "10.200.8.2",
  port: 5000,
} as const;

export interface HubContainerOptions {
  instance: string;
  /** The image it runs. */
  imageTag: string;
  signal?: AbortSignal;
}

export type HubPart = "registry" | "publisher" | "upstream" | "packages" | "network" | "volume";

const answerWaitMs = 30_000;

const LABEL_HUB_PART = "io.naru.hub";
const LABEL_UPSTREAM = "io.naru.hub.upstream";

export function hubLabels(instance: string, part: HubPart): Record<string, string> {
  return { [LABEL_INSTANCE]: instance, [LABEL_ROLE]: "hub", [LABEL_HUB_PART]: part };
}

const containerState = z.object({
  Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()).nullable() }),
  State: z.object({ Running: z.boolean() }),
});

export interface HubContainer {
  name: string;
  /** On the hub's network. */
  address: string;
  body: ReturnType<typeof toHubContainer>;
}

/** Starts a container at its fixed address, or leaves it alone when it already runs from this image with these settings. */
export async function ensureHubContainer(
  lab: Engine,
  { name, address, body }: HubContainer,
  { instance, imageTag, signal }: HubContainerOptions,
): Promise<void> {
  const found = await findContainer(lab, name, signal);
  if (found?.State.Running && found.Config.Image === imageTag && hasLabels(found, body.Labels)) return;
  await ensureNetwork(lab, instance, signal);
  for (const { Type, Source } of body.HostConfig.Mounts) {
    if (Type !== "volume") continue;
    const volume = { Name: Source, Labels: hubLabels(instance, "volume") };
    await lab.request("POST", "/volumes/create", { body: volume, signal });
  }
  if (found !== undefined) await removeContainer(lab, name);
  const NetworkingConfig = { EndpointsConfig: { [hubPlace.name]: { IPAMConfig: { IPv4Address: address } } } };
  await startContainer(lab, name, { ...body, NetworkingConfig }, signal);
}

function hasLabels({ Config: { Labels } }: z.infer<typeof containerState>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([name, value]) => Labels?.[name] === value);
}

/** What all containers of the hub have in common: no rights, bounded memory, a read-only root. */
export function toHubContainer(
  { instance, imageTag }: HubContainerOptions,
  part: HubPart,
  { memoryBytes, mounts, cmd, upstream = "" }: HubContainerParts,
) {
  return {
    Image: imageTag,
    ...(cmd === undefined ? {} : { Cmd: cmd }),
    ...(upstream === "" ? {} : { Env: [`NARU_HUB_UPSTREAM=${upstream}`] }),
    // tells apart who was made with another setting
    Labels: { ...hubLabels(instance, part), [LABEL_UPSTREAM]: upstream },
    HostConfig: {
      NetworkMode: hubPlace.name as string,
      RestartPolicy: { Name: "unless-stopped" },
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Memory: memoryBytes,
      PidsLimit: 256,
      Tmpfs: { "/tmp": "size=16m,mode=1777" },
      Mounts: mounts.map(({ source, target, isReadOnly }) => ({
        Type: source.startsWith("/") ? "bind" : "volume",
        Source: source,
        Target: target,
        ReadOnly: isReadOnly,
      })),
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "2" } },
    },
  };
}

export interface HubContainerParts {
  memoryBytes: number;
  mounts: readonly HubMount[];
  cmd?: readonly string[];
  /** The registry behind the hub, where there is one. */
  upstream?: string;
}

export interface HubMount {
  /** A volume's name, or a path of the lab engine. */
  source: string;
  target: string;
  isReadOnly: boolean;
}

async function ensureNetwork(lab: Engine, instance: string, signal?: AbortSignal): Promise<void> {
  const found = await findOrUndefined(lab.request("GET", `/networks/${hubPlace.name}`, { signal }));
  if (found !== undefined) return;
  try {
    await lab.request("POST", "/networks/create", {
      body: {
        Name: hubPlace.name,
        Driver: "bridge",
        CheckDuplicate: true,
        IPAM: { Config: [{ Subnet: hubPlace.subnet, Gateway: hubPlace.gateway }] },
        Options: { "com.docker.network.bridge.name": hubPlace.bridge },
        Labels: hubLabels(instance, "network"),
      },
      signal,
    });
  } catch (error) {
    // The hub's other containers start at the same time.
    if (!isEngineError(error, "CONFLICT")) throw error;
  }
}

export async function startContainer(
  lab: Engine,
  name: string,
  body: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<void> {
  await lab.request("POST", "/containers/create", { query: { name }, body, signal });
  await lab.request("POST", `/containers/${name}/start`, { signal });
}

export async function findContainer(lab: Engine, name: string, signal?: AbortSignal) {
  const found = await findOrUndefined(lab.request("GET", `/containers/${name}/json`, { signal }));
  return found === undefined ? undefined : containerState.parse(found);
}

export async function isContainerRunning(lab: Engine, name: string, signal?: AbortSignal): Promise<boolean> {
  return (await findContainer(lab, name, signal))?.State.Running ?? false;
}

/** Takes no signal: it also cleans up after an abort. */
export async function removeContainer(lab: Engine, name: string): Promise<void> {
  await ignoreMissing(lab.request("DELETE", `/containers/${name}`, { query: { force: true, v: true } }));
}

/** Until `ask` says so of the running container. */
export async function waitForAnswer(
  lab: Engine,
  container: string,
  ask: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + answerWaitMs;
  for (;;) {
    const state = await findContainer(lab, container, signal);
    if (state?.State.Running && (await ask())) return;
    if (performance.now() > deadline) throw notAnswering(container);
    await pause(100, signal);
  }
}

const execCreated = z.object({ Id: z.string() });
const execEnded = z.object({ ExitCode: z.number() });

/** With a terminal, so that the output comes as plain text rather than in frames. */
export async function runInContainer(
  lab: Engine,
  container: string,
  command: readonly string[],
  signal?: AbortSignal,
): Promise<{ output: string; exitCode: number }> {
  const created = await lab.request("POST", `/containers/${container}/exec`, {
    body: { AttachStdout: true, AttachStderr: true, Tty: true, Cmd: command },
    signal,
  });
  const { Id } = execCreated.parse(created);
  const output = await lab.request("POST", `/exec/${Id}/start`, {
    body: { Detach: false, Tty: true },
    timeoutMs: 60_000,
    signal,
  });
  const { ExitCode: exitCode } = execEnded.parse(await lab.request("GET", `/exec/${Id}/json`, { signal }));
  return { output: typeof output === "string" ? output : "", exitCode };
}

export function notAnswering(container: string): HubError {
  return new HubError("HUB_NOT_ANSWERING", `${container} does not answer`, { container });
}

async function findOrUndefined(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (isEngineError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}

export async function ignoreMissing(call: Promise<unknown>): Promise<void> {
  await findOrUndefined(call);
}
