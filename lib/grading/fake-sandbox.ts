import { EngineError } from "../docker";
import type { InnerEngine } from "../docker/inner";
import { EventLog } from "./event-log";
import { type FactSources, Facts } from "./facts";
import type { HttpAnswer } from "./inside-http";
import type { Machine } from "./sandbox-machines";

/** A sandbox for tests: Docker's answers by path, in the shape engine 26.1 sends. Unknown paths are 404. */
export interface FakeSandbox {
  containers?: object[];
  images?: object[];
  volumes?: object[];
  networks?: object[];
  events?: object[];
  files?: Record<string, string>;
  logs?: string;
  machines?: Machine[];
  exec?: { exitCode: number; output: string };
  http?: HttpAnswer;
  /** Every call fails like this. */
  fails?: Error;
}

type Json = Record<string, unknown>;

export function fakeContainer(
  name: string,
  change: { state?: Json; config?: Json; host?: Json; top?: Json; ports?: Json; networks?: Json } = {},
): Json {
  const id = Buffer.from(name.padEnd(32, "0")).toString("hex").slice(0, 64);
  return {
    Id: id,
    Created: "2026-11-22T14:00:00.123456789Z",
    Path: "httpd-foreground",
    Args: [],
    State: {
      Status: "running",
      Running: true,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: 812,
      ExitCode: 0,
      Error: "",
      StartedAt: "2026-11-22T14:00:00.623456789Z",
      FinishedAt: "0001-01-01T00:00:00Z",
      ...change.state,
    },
    Image: `sha256:${"11".repeat(32)}`,
    Name: `/${name}`,
    RestartCount: 0,
    Driver: "overlay2",
    Mounts: [],
    HostConfig: {
      Binds: null,
      NetworkMode: "bridge",
      PortBindings: {},
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      AutoRemove: false,
      Privileged: false,
      ReadonlyRootfs: false,
      Memory: 0,
      NanoCpus: 0,
      CpuQuota: 0,
      CpuPeriod: 0,
      PidsLimit: null,
      ...change.host,
    },
    Config: {
      Hostname: id.slice(0, 12),
      User: "",
      Tty: false,
      Env: ["PATH=/usr/local/bin:/usr/bin:/bin", "HTTPD_PREFIX=/usr/local/apache2"],
      Cmd: ["httpd-foreground"],
      Image: "httpd",
      Volumes: null,
      WorkingDir: "",
      Entrypoint: null,
      Labels: {},
      ...change.config,
    },
    NetworkSettings: {
      Ports: change.ports ?? { "80/tcp": null },
      Networks: change.networks ?? {
        bridge: { IPAMConfig: null, Aliases: null, DNSNames: null, IPAddress: "172.17.0.2", NetworkID: "aa" },
      },
    },
    ...change.top,
  };
}

export function fakeImage(tag: string, change: { config?: Json; top?: Json } = {}): Json {
  return {
    Id: `sha256:${"11".repeat(32)}`,
    RepoTags: [tag],
    RepoDigests: [],
    Created: "2026-01-01T00:00:00Z",
    Size: 148_000_000,
    VirtualSize: 148_000_000,
    RootFS: { Type: "layers", Layers: ["sha256:a", "sha256:b", "sha256:c"] },
    Config: {
      User: "",
      Env: ["A=1"],
      Cmd: ["httpd-foreground"],
      Entrypoint: null,
      WorkingDir: "/app",
      ExposedPorts: { "80/tcp": {} },
      Labels: null,
      Volumes: null,
      ...change.config,
    },
    ...change.top,
  };
}

export function fakeFacts(sandbox: FakeSandbox): Facts {
  return new Facts(fakeSources(sandbox));
}

function fakeSources(sandbox: FakeSandbox): FactSources {
  return {
    inner: fakeEngine(sandbox),
    files: {
      readFile: async (path) => (sandbox.files?.[path] === undefined ? null : Buffer.from(sandbox.files[path])),
      listFolder: async () => Object.keys(sandbox.files ?? {}),
    },
    machines: {
      listMachines: async () => {
        if (sandbox.fails) throw sandbox.fails;
        return sandbox.machines ?? [];
      },
    },
    connect: async () => {
      throw new EngineError("ENGINE_UNREACHABLE", "nobody listens", { exitCode: 3 });
    },
    events: new EventLog(),
    eventsSince: null,
  };
}

function fakeEngine(sandbox: FakeSandbox): InnerEngine {
  const named = (list: object[] | undefined, name: string) =>
    (list as Json[] | undefined)?.find((one) => String(one.Name ?? "").replace("/", "") === name || one.Id === name);
  const answer = (path: string): unknown => {
    if (path === "/containers/json") return (sandbox.containers as Json[] | undefined)?.map(toSummary) ?? [];
    if (path === "/images/json") return sandbox.images ?? [];
    if (path === "/volumes") return { Volumes: sandbox.volumes ?? null, Warnings: null };
    if (path === "/networks") return sandbox.networks ?? [];
    const [, kind = "", name = ""] = /^\/(\w+)\/(.+?)(?:\/json|\/exec|\/history)?$/.exec(path) ?? [];
    if (path.endsWith("/exec")) return { Id: "e1" };
    if (path === "/exec/e1/json") return { Running: false, ExitCode: sandbox.exec?.exitCode ?? 0 };
    if (kind === "images")
      return (sandbox.images as Json[] | undefined)?.find(
        (one) => one.Id === name || (one.RepoTags as string[]).includes(name.includes(":") ? name : `${name}:latest`),
      );
    return named({ containers: sandbox.containers, volumes: sandbox.volumes, networks: sandbox.networks }[kind], name);
  };
  return {
    calls: 0,
    async call(_method, path) {
      if (sandbox.fails) throw sandbox.fails;
      const found = answer(path);
      if (found === undefined) throw new EngineError("NOT_FOUND", path);
      return found;
    },
    async bytes(_method, path) {
      return frame(path.endsWith("/logs") ? (sandbox.logs ?? "") : (sandbox.exec?.output ?? ""));
    },
    async *lines() {
      if (sandbox.fails) throw sandbox.fails;
      yield* sandbox.events ?? [];
    },
    close() {},
  };
}

function toSummary(one: Json): Json {
  const { Image, Labels } = one.Config as Json;
  const bound = Object.entries(
    (one.NetworkSettings as { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> }).Ports,
  );
  return {
    Id: one.Id,
    Names: [one.Name],
    Image,
    ImageID: one.Image,
    Command: "x",
    Created: 1_795_000_000,
    State: (one.State as Json).Status,
    Status: "Up",
    Labels,
    Ports: bound.flatMap(([port, hosts]) =>
      (hosts ?? []).map((host) => ({
        IP: host.HostIp,
        PrivatePort: Number.parseInt(port, 10),
        PublicPort: Number(host.HostPort),
        Type: port.split("/")[1],
      })),
    ),
    Mounts: one.Mounts,
  };
}

function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = 1;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}
