import { z } from "zod";
import type { LabEngine } from "@/lib/docker";
import { pause } from "@/lib/docker/deadline";
import { openRawExec } from "../measure-echo";

/** An ordinary person's loop would be a shell's, with a client that takes longer to start than this. */
const POLL_MS = 100;
const DIND_LIMIT_MS = 120_000;
const CALL = { timeoutMs: 60_000 } as const;
const ECHO_PAUSE_MS = 500;
const KEYS_A_LINE = 60;
const OWNER_LABEL = "io.naru.yardstick";

const inspectSchema = z.object({
  Config: z.object({ Image: z.string() }),
  HostConfig: z.record(z.string(), z.unknown()),
});
const createdSchema = z.object({ Id: z.string() });

/** Everything a Docker-in-Docker container of the same image needs, taken from a sandbox as it runs. */
export interface DindTemplate {
  image: string;
  hostConfig: Record<string, unknown>;
}

/** @throws EngineError when the sandbox is gone. */
export async function readTemplate(lab: LabEngine, containerId: string): Promise<DindTemplate> {
  const { Config, HostConfig } = inspectSchema.parse(await lab.request("GET", `/containers/${containerId}/json`, CALL));
  return { image: Config.Image, hostConfig: HostConfig };
}

/**
 * Docker-in-Docker the ordinary way: a container with the same flags, `containerd` and `dockerd` as its programs, a fresh
 * volume for its images, asked with `docker exec … docker version` until that answers. Milliseconds from the create.
 */
export async function measureDindStart(lab: LabEngine, { image, hostConfig }: DindTemplate): Promise<number> {
  await removeYardsticks(lab);
  const startedAt = performance.now();
  try {
    const body = {
      Image: image,
      Hostname: "yardstick",
      Labels: { [OWNER_LABEL]: "1" },
      Entrypoint: ["sh", "-c", "containerd & exec dockerd"],
      Volumes: { "/var/lib/docker": {} },
      HostConfig: { ...hostConfig, Binds: [], Mounts: [], NetworkMode: "bridge" },
    };
    const { Id } = createdSchema.parse(await lab.request("POST", "/containers/create", { body, ...CALL }));
    await lab.request("POST", `/containers/${Id}/start`, CALL);
    while (!(await answersVersion(lab, Id))) {
      if (performance.now() - startedAt > DIND_LIMIT_MS) throw new Error(`no dockerd within ${DIND_LIMIT_MS} ms`);
      await pause(POLL_MS);
    }
    return performance.now() - startedAt;
  } finally {
    await removeYardsticks(lab);
  }
}

/** Types into a plain exec in a sandbox, slowly, until the signal; answers the echoes in milliseconds. */
export async function measureRawEcho(lab: LabEngine, containerId: string, signal: AbortSignal): Promise<number[]> {
  const echoMs: number[] = [];
  const raw = await openRawExec(lab, containerId);
  try {
    await raw.type("echo $((40000+2))\r", "40002");
    for (let i = 1; !signal.aborted; i += 1) {
      if (i % KEYS_A_LINE === 0) await raw.type("\x15echo $((40000+3))\r", "40003");
      echoMs.push(await raw.type("a", "a"));
      await pause(ECHO_PAUSE_MS, signal).catch(() => undefined);
    }
  } finally {
    raw.close();
  }
  return echoMs;
}

async function answersVersion(lab: LabEngine, containerId: string): Promise<boolean> {
  const body = { Cmd: ["docker", "version"], AttachStdout: true, AttachStderr: true };
  const { Id } = createdSchema.parse(await lab.request("POST", `/containers/${containerId}/exec`, { body, ...CALL }));
  const output = await lab.upgrade(`/exec/${Id}/start`, { body: { Detach: false, Tty: false } });
  output.resume();
  await new Promise((resolve) => output.once("close", resolve).once("end", resolve).once("error", resolve));
  output.destroy();
  for (;;) {
    const state = z
      .object({ Running: z.boolean(), ExitCode: z.number().nullable() })
      .parse(await lab.request("GET", `/exec/${Id}/json`, CALL));
    if (!state.Running) return state.ExitCode === 0;
    await pause(5);
  }
}

async function removeYardsticks(lab: LabEngine): Promise<void> {
  const query = { all: true, filters: JSON.stringify({ label: [OWNER_LABEL] }) };
  const left = z.array(createdSchema).parse(await lab.request("GET", "/containers/json", { query, ...CALL }));
  for (const { Id } of left)
    await lab.request("DELETE", `/containers/${Id}`, { query: { force: true, v: true }, ...CALL });
}
