import { z } from "zod";
import { joinPayloads } from "../multiplex";
import type { CallOptions } from "../types";
import type { InnerEngine } from "./engine";
import {
  command,
  date,
  flag,
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
import { READER_LABEL } from "./reader-label";
import type { Container, ContainerSummary, PublishedPort } from "./records";

const MAX_FRAMED_LOG_BYTES = 4 * 1024 * 1024;

const state = z
  .enum(["created", "running", "paused", "restarting", "removing", "exited", "dead"])
  .or(z.literal("unknown"))
  .catch("unknown");

const summarySchema = z.object({
  Id: z.string(),
  Names: texts,
  Image: text,
  ImageID: text,
  State: state,
  Labels: textMap,
  Created: date,
  Ports: listOf(
    z.object({ IP: z.string().optional(), PrivatePort: z.number(), PublicPort: z.number().optional(), Type: text }),
  ),
  Mounts: listOf(z.object({ Type: text, Name: text })),
});

const bindings = z
  .record(z.string(), listOf(z.object({ HostIp: text, HostPort: z.coerce.number().catch(0) })))
  .catch({});

const inspectSchema = z.object({
  Id: z.string(),
  Name: text,
  Created: date,
  Image: text,
  RestartCount: whole,
  State: objectOf({
    Status: state,
    ExitCode: whole,
    OOMKilled: flag,
    Error: text,
    StartedAt: date,
    FinishedAt: date,
    Health: objectOf({ Status: z.enum(["none", "starting", "healthy", "unhealthy"]).catch("none") }),
  }),
  Config: objectOf({
    Image: text,
    Entrypoint: command,
    Cmd: command,
    Env: texts,
    Labels: textMap,
    User: text,
    Tty: flag,
    ExposedPorts: keys,
    Healthcheck: objectOf({ Test: texts }),
  }),
  HostConfig: objectOf({
    AutoRemove: flag,
    Privileged: flag,
    ReadonlyRootfs: flag,
    NetworkMode: text,
    RestartPolicy: objectOf({ Name: text }),
    Memory: whole,
    NanoCpus: whole,
    CpuQuota: whole,
    CpuPeriod: whole,
    PidsLimit: whole,
    PortBindings: bindings,
    Tmpfs: keys,
  }),
  Mounts: listOf(z.object({ Type: text, Name: text, Source: text, Destination: text, RW: z.boolean().catch(true) })),
  NetworkSettings: objectOf({
    Ports: bindings,
    Networks: z.record(z.string(), objectOf({ IPAddress: text, Aliases: texts, DNSNames: texts })).catch({}),
  }),
});

/** All containers of the student, also stopped ones; our own readers are left out. */
export async function listContainers(engine: InnerEngine, options?: CallOptions): Promise<ContainerSummary[]> {
  const answer = await engine.call("GET", "/containers/json", { ...options, query: { all: true } });
  return parseAnswer(z.array(summarySchema), answer ?? [], "container list")
    .filter((one) => !(READER_LABEL in one.Labels))
    .map((one) => ({
      id: one.Id,
      name: toOwnName(one.Names),
      image: one.Image,
      imageId: one.ImageID,
      state: one.State,
      labels: one.Labels,
      createdAt: one.Created,
      ports: one.Ports.flatMap((port) =>
        port.PublicPort === undefined
          ? []
          : [{ port: `${port.PrivatePort}/${port.Type}`, address: port.IP ?? "", hostPort: port.PublicPort }],
      ),
      volumes: one.Mounts.filter((mount) => mount.Type === "volume").map((mount) => mount.Name),
    }));
}

/** Undefined only when the engine says there is none. */
export async function findRawContainer(engine: InnerEngine, nameOrId: string, options?: CallOptions): Promise<unknown> {
  return orUndefined(engine.call("GET", `/containers/${encodeURIComponent(nameOrId)}/json`, options));
}

export function parseContainer(raw: unknown): Container {
  const one = parseAnswer(inspectSchema, raw, "container");
  const { Config: config, HostConfig: host, State: now } = one;
  const isUp = now.Status === "running" || now.Status === "paused";
  const mounted = one.Mounts.map((mount) => ({
    type: mount.Type,
    source: mount.Type === "volume" ? mount.Name : mount.Source,
    target: mount.Destination,
    readOnly: !mount.RW,
  }));
  // The engine lists `--tmpfs` only in HostConfig, `--mount type=tmpfs` in Mounts.
  const tmpfs = host.Tmpfs.filter((target) => !mounted.some((mount) => mount.target === target)).map((target) => ({
    type: "tmpfs",
    source: "",
    target,
    readOnly: false,
  }));
  return {
    id: one.Id,
    name: one.Name.replace(/^\//, ""),
    image: config.Image,
    imageId: one.Image,
    createdAt: one.Created,
    state: now.Status,
    exitCode: now.ExitCode,
    oomKilled: now.OOMKilled,
    error: now.Error,
    startedAt: now.StartedAt,
    finishedAt: now.FinishedAt,
    restartCount: one.RestartCount,
    health: now.Health.Status,
    healthcheck: config.Healthcheck.Test,
    entrypoint: config.Entrypoint,
    command: config.Cmd,
    env: toEnvironment(config.Env),
    labels: config.Labels,
    user: config.User,
    tty: config.Tty,
    autoRemove: host.AutoRemove,
    privileged: host.Privileged,
    readOnlyRoot: host.ReadonlyRootfs,
    networkMode: host.NetworkMode,
    restartPolicy: host.RestartPolicy.Name || "no",
    memoryBytes: host.Memory,
    cpus: host.NanoCpus > 0 ? host.NanoCpus / 1e9 : host.CpuQuota > 0 ? host.CpuQuota / (host.CpuPeriod || 100_000) : 0,
    pids: Math.max(0, host.PidsLimit),
    exposed: config.ExposedPorts,
    ports: toPublished(isUp ? one.NetworkSettings.Ports : host.PortBindings),
    mounts: [...mounted, ...tmpfs],
    networks: Object.entries(one.NetworkSettings.Networks).map(([network, attachment]) => ({
      network,
      address: attachment.IPAddress,
      // 26 keeps what was asked for in Aliases and what its DNS answers in DNSNames.
      aliases: [...new Set([...attachment.Aliases, ...attachment.DNSNames])],
    })),
  };
}

/** The last bytes of what it wrote, both outputs together, in order of arrival. */
export async function containerLogsTail(
  engine: InnerEngine,
  container: Pick<Container, "id" | "tty">,
  maxBytes: number,
  options?: CallOptions,
): Promise<string> {
  const raw = await engine.bytes("GET", `/containers/${container.id}/logs`, {
    ...options,
    query: { stdout: true, stderr: true, tail: 2000 },
    // A framed stream cannot be cut at its head. Sandboxes keep 2 MiB of log a container, so its end is within reach.
    maxBytes: container.tty ? maxBytes : MAX_FRAMED_LOG_BYTES,
    beyond: container.tty ? "keep-tail" : "keep-head",
  });
  const all = container.tty ? raw : joinPayloads(raw);
  return all.subarray(-maxBytes).toString("utf8");
}

/** Number of processes in a running container. */
export async function countProcesses(engine: InnerEngine, nameOrId: string, options?: CallOptions): Promise<number> {
  const answer = await engine.call("GET", `/containers/${encodeURIComponent(nameOrId)}/top`, options);
  return parseAnswer(z.object({ Processes: z.array(z.unknown()) }), answer, "process list").Processes.length;
}

/** Legacy links add names such as `/web/db`; its own has one slash. */
function toOwnName(names: readonly string[]): string {
  const own = names.find((name) => name.lastIndexOf("/") <= 0) ?? names[0] ?? "";
  return own.replace(/^\//, "");
}

function toPublished(ports: z.infer<typeof bindings>): PublishedPort[] {
  return Object.entries(ports).flatMap(([port, hosts]) =>
    hosts.map((host) => ({
      port: port.includes("/") ? port : `${port}/tcp`,
      address: host.HostIp,
      hostPort: host.HostPort,
    })),
  );
}
