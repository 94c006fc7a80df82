import { z } from "zod";
import {
  ensureHubContainer,
  type HubContainerOptions,
  hubPlace,
  ignoreMissing,
  isContainerRunning,
  notAnswering,
  removeContainer,
  runInContainer,
  startContainer,
  toHubContainer,
  waitForAnswer,
} from "./hub-containers";
import { HubError } from "./hub-errors";
import type { Engine } from "./types";

const publisher = {
  name: "naru-hub-publisher",
  /** In 127.0.0.0/8, which dockerd takes without TLS, and which no sandbox reaches. */
  address: "127.0.0.1:5001",
  hostPort: "5001",
} as const;

/** What is fetched from a registry behind the hub is kept and served here. No sandbox reaches it but through the hub. */
const upstreamPlace = { name: "naru-hub-upstream", address: "10.200.8.4" } as const;

/** Its image is that of `images/hub/registry`. */
export interface RegistryOptions extends HubContainerOptions {
  /** Address of a registry that is asked for what the hub lacks. */
  upstream?: string;
}

export interface Manifest {
  digest: string;
  /** The image's id in an engine. */
  configDigest: string;
  /** What a pull of all its layers moves. */
  bytes: number;
}

const memoryBytes = 512 * 1024 * 1024;
const pushTimeoutMs = 10 * 60_000;

/** Starts the registry the sandboxes read from, or leaves it alone when it already runs from this image. */
export async function ensureRegistry(lab: Engine, options: RegistryOptions): Promise<void> {
  const { name, address } = hubPlace;
  await ensureUpstream(lab, options);
  const body = containerBody(options, false);
  await ensureHubContainer(lab, { name, address, body }, options);
  await waitForRegistry(lab, name, options.signal);
}

/** Nobody waits for it: it may be out of reach now, and what we serve ourselves needs it for nothing. */
async function ensureUpstream(lab: Engine, options: RegistryOptions): Promise<void> {
  const { name, address } = upstreamPlace;
  if (options.upstream === undefined) return removeContainer(lab, name);
  const body = toHubContainer(options, "upstream", {
    memoryBytes,
    cmd: ["hub-upstream"],
    upstream: options.upstream,
    mounts: [{ source: name, target: "/var/lib/upstream", isReadOnly: false }],
  });
  await ensureHubContainer(lab, { name, address, body }, options);
}

/**
 * Runs `work` while a second registry on the same volume accepts pushes, then removes it.
 * The one that sandboxes reach never accepts any.
 */
export async function withPublisher<T>(lab: Engine, options: RegistryOptions, work: () => Promise<T>): Promise<T> {
  await removeContainer(lab, publisher.name);
  try {
    const body = containerBody(options, true);
    await startContainer(
      lab,
      publisher.name,
      {
        ...body,
        ExposedPorts: { "5000/tcp": {} },
        HostConfig: {
          ...body.HostConfig,
          NetworkMode: "bridge",
          RestartPolicy: { Name: "no" },
          PortBindings: { "5000/tcp": [{ HostIp: "127.0.0.1", HostPort: publisher.hostPort }] },
        },
      },
      options.signal,
    );
    await waitForRegistry(lab, publisher.name, options.signal);
    return await work();
  } finally {
    await removeContainer(lab, publisher.name);
  }
}

/** Sends an image of the lab engine to the running publisher. */
export async function pushImage(
  lab: Engine,
  image: { id: string; name: string; tag: string },
  signal?: AbortSignal,
): Promise<void> {
  const repository = `${publisher.address}/library/${image.name}`;
  const reference = `${repository}:${image.tag}`;
  await lab.request("POST", `/images/${image.id}/tag`, {
    query: { repo: repository, tag: image.tag },
    signal,
  });
  try {
    const lines = lab.stream(`/images/${repository}/push`, {
      method: "POST",
      query: { tag: image.tag },
      // Whom to push as: dockerd wants it in the header or here, also where nobody asks.
      body: { username: "", password: "" },
      timeoutMs: pushTimeoutMs,
      signal,
    });
    for await (const line of lines) {
      const { error } = pushLine.parse(line);
      if (error !== undefined) {
        throw new HubError("HUB_PUSH_FAILED", `push of ${image.name}:${image.tag}: ${error}`, {
          image: image.name,
        });
      }
    }
  } finally {
    await ignoreMissing(lab.request("DELETE", `/images/${reference}`, { query: { noprune: true } }));
  }
}

const pushLine = z.object({ error: z.string().optional() });

/** Removes what no tag names any more. Only while the publisher runs and nothing is being pushed. */
export async function removeUnnamed(lab: Engine, signal?: AbortSignal): Promise<void> {
  const command = ["docker-registry", "garbage-collect", "--delete-untagged"];
  await runInContainer(lab, publisher.name, [...command, "/etc/naru-hub/publish.yml"], signal);
}

const catalog = z.object({ repositories: z.array(z.string()) });
const manifest = z.object({
  config: z.object({ digest: z.string(), size: z.number() }),
  layers: z.array(z.object({ digest: z.string(), size: z.number() })),
});

/** Asks the hub, as a sandbox would. Undefined where it has no such tag. */
export async function findManifests(
  lab: Engine,
  references: readonly { name: string; tag: string }[],
  signal?: AbortSignal,
): Promise<(Manifest | undefined)[]> {
  if (references.length === 0) return [];
  // An unknown name and a registry that doesn't answer look alike below, so the catalog comes first.
  const paths = references.map(({ name, tag }) => `/v2/library/${name}/manifests/${tag}`);
  const [first, ...answers] = await ask(lab, hubPlace.name, ["/v2/_catalog?n=1000", ...paths], signal);
  if (first === undefined) throw notAnswering(hubPlace.name);
  catalog.parse(JSON.parse(first.body));
  return references.map((_, at) => {
    const answer = answers[at];
    if (answer === undefined) return undefined;
    const { config, layers } = manifest.parse(JSON.parse(answer.body));
    const bytes = layers.reduce((sum, layer) => sum + layer.size, config.size);
    return { digest: answer.digest, configDigest: config.digest, bytes };
  });
}

export async function isRegistryRunning(lab: Engine, signal?: AbortSignal): Promise<boolean> {
  return await isContainerRunning(lab, hubPlace.name, signal);
}

function containerBody(options: RegistryOptions, isPublisher: boolean) {
  const published = { source: hubPlace.name, target: "/var/lib/registry" };
  if (isPublisher) {
    const cmd = ["docker-registry", "serve", "/etc/naru-hub/publish.yml"];
    return toHubContainer(options, "publisher", { memoryBytes, cmd, mounts: [{ ...published, isReadOnly: false }] });
  }
  return toHubContainer(options, "registry", {
    memoryBytes,
    upstream: options.upstream,
    mounts: [
      { ...published, isReadOnly: true },
      { source: `${hubPlace.name}-students`, target: "/var/lib/students", isReadOnly: false },
      // By which bridge an address is reached says whose it is.
      { source: "/proc/1/net/route", target: "/run/lab-routes", isReadOnly: true },
    ],
  });
}

function waitForRegistry(lab: Engine, container: string, signal?: AbortSignal): Promise<void> {
  const isAnswering = async () => (await ask(lab, container, ["/v2/"], signal))[0] !== undefined;
  return waitForAnswer(lab, container, isAnswering, signal);
}

async function ask(lab: Engine, container: string, paths: readonly string[], signal?: AbortSignal) {
  const { output } = await runInContainer(lab, container, ["hub-ask", ...paths], signal);
  const lines = output.split(/\r?\n/);
  return paths.map((_, at) => {
    const [, sum, body] = /^([0-9a-f]{64}) (.*)$/.exec(lines[at] ?? "") ?? [];
    return sum === undefined || body === undefined ? undefined : { digest: `sha256:${sum}`, body };
  });
}
