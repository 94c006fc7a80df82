import { EventEmitter, once } from "node:events";
import { readConfig } from "../config";
import { getDb, type SandboxRow } from "../db";
import { type CreateSandboxOptions, EngineError, type LabRoom, type SandboxEvent, type SandboxRecord } from "../docker";
import { createLog } from "../log";
import type { SandboxContext, SandboxLab } from "./context";
import { FakeProcess } from "./fake-process";
import { HeldLinks } from "./held-links";

/** A lab engine of maps, for tests of what the verbs do around it; the real one is tested in lib/docker. */
export class FakeLab implements SandboxLab {
  readonly containers = new Map<string, SandboxRecord>();
  /** Networks and disks without a container. */
  readonly leftovers = new Set<string>();
  readonly removed: string[] = [];
  /** Sandboxes that got a lesson's files. */
  readonly filled: string[] = [];
  readonly outOfMemory = new Set<string>();
  /** Seeds no sandbox uses any more. */
  readonly oldSeeds = new Set<string>();
  /** While set, a start waits for it, or for its abort. */
  hold: Promise<void> | undefined;
  failure: Error | undefined;
  /** Sandboxes that cannot be removed. */
  readonly stuck = new Set<string>();
  room: LabRoom = { memoryTotalBytes: 64e9, memoryAvailableBytes: 60e9, diskTotalBytes: 1e12, diskFreeBytes: 9e11 };
  /** While set, nothing is answered to a ping. */
  isSilent = false;
  /** Everything started in sandboxes that was not awaited to its end. */
  readonly processes: FakeProcess[] = [];
  readonly #events = new EventEmitter();
  readonly #pending: SandboxEvent[] = [];

  add(
    sandboxId: string,
    { instance = "test", state = "running", containerId = `container-${sandboxId}` }: Partial<SandboxRecord> = {},
  ): void {
    this.containers.set(sandboxId, {
      sandboxId,
      instance,
      state,
      containerId,
      imageTag: "naru-sandbox:test",
      createdAt: new Date(),
      labels: {},
    });
  }

  tell(kind: SandboxEvent["kind"], sandboxId: string): void {
    this.#pending.push({ kind, sandboxId, containerId: `container-${sandboxId}`, at: new Date() });
    this.#events.emit("event");
  }

  async ping({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (!this.isSilent) return;
    if (!signal?.aborted) await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
    throw new EngineError("ENGINE_TIMEOUT", "no answer in time");
  }

  async createSandbox({ sandboxId, instance, signal, onStage }: CreateSandboxOptions) {
    for (const stage of ["disk", "network", "container", "engine"] as const) onStage?.(stage);
    if (this.hold && !signal?.aborted) {
      const aborted = new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
      await Promise.race([this.hold, aborted]);
    }
    if (signal?.aborted) throw new EngineError("ABORTED", "given up by the caller");
    if (this.failure) throw this.failure;
    this.add(sandboxId, { instance });
    return { containerId: `container-${sandboxId}`, timingsMs: { disk: 1, network: 1, container: 1, engine: 1 } };
  }

  async measureRoom() {
    if (this.failure) throw this.failure;
    return this.room;
  }

  async removeSandbox(sandboxId: string) {
    if (this.failure) throw this.failure;
    if (this.stuck.has(sandboxId)) throw new EngineError("ENGINE_TIMEOUT", "it does not go");
    this.removed.push(sandboxId);
    this.containers.delete(sandboxId);
    this.leftovers.delete(sandboxId);
  }

  async listSandboxes(instance: string) {
    return [...this.containers.values()].filter((container) => container.instance === instance);
  }

  async listSandboxIds(instance: string) {
    return [...(await this.listSandboxes(instance)).map(({ sandboxId }) => sandboxId), ...this.leftovers];
  }

  async *watchSandboxes(signal: AbortSignal): AsyncIterable<SandboxEvent> {
    try {
      for (;;) {
        const event = this.#pending.shift();
        if (event) yield event;
        else await once(this.#events, "event", { signal });
      }
    } catch (cause) {
      throw new EngineError("ABORTED", "no longer watched", {}, { cause });
    }
  }

  /** Attaches and tars, as the agent's and tar's own processes answer them. */
  exec: SandboxLab["exec"] = async (sandboxId, { cmd }) => {
    if (this.failure) throw this.failure;
    const process = new FakeProcess(sandboxId, cmd, () => this.filled.push(sandboxId));
    this.processes.push(process);
    return process;
  };

  async execToEnd(sandboxId: string, { cmd }: { cmd: readonly string[] }) {
    if (cmd[0] === "tar") this.filled.push(sandboxId);
    return { exitCode: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  }

  async connectInside(): Promise<never> {
    throw new EngineError("ENGINE_UNREACHABLE", "nothing is inside");
  }

  async removeUnusedSeeds({ current }: { current: string }) {
    const removed = [...this.oldSeeds].filter((version) => version !== current);
    for (const version of removed) this.oldSeeds.delete(version);
    return removed;
  }

  async request(_method: string, path: string): Promise<unknown> {
    const id = [...this.outOfMemory].find((candidate) => path.includes(candidate));
    return { State: { OOMKilled: id !== undefined } };
  }
}

export interface TestContext extends SandboxContext {
  engine: FakeLab;
  /** Ids told to the sockets, in order. */
  published: string[];
  /** Waits until the row is in the state. */
  until: (id: string, state: string) => Promise<SandboxRow>;
}

/** What the verbs work with, on the test file's database; as a fresh process would make it. */
export function createTestContext(limits: Partial<SandboxContext["limits"]> = {}, engine = new FakeLab()): TestContext {
  const changes = new EventEmitter();
  const published: string[] = [];
  const db = getDb();
  return {
    db,
    engine,
    published,
    log: createLog({ level: "silent" }),
    instance: "test",
    limits: { ...readConfig({ NODE_ENV: "test" }).sandbox, ...limits },
    lab: async () => engine,
    imageTag: async () => "naru-sandbox:test",
    seed: async () => "00000000000000aa",
    origin: async () => "test",
    lessonFiles: async () => ({ folder: null, absentImages: [] }),
    publish: ({ sandboxId }) => {
      published.push(sandboxId);
      changes.emit("change");
    },
    starts: new Map(),
    held: new HeldLinks(),
    startedAt: Date.now(),
    recent: {},
    async until(id, state) {
      for (;;) {
        // listened for before the look, so that no change falls between them
        const change = once(changes, "change");
        const row = await db.sandbox.findUniqueOrThrow({ where: { id } });
        if (row.state === state) return row;
        await change;
      }
    },
  };
}

/** The same as a process sees it that began after all that was done so far. */
export const restarted = <T extends SandboxContext>(context: T): T => ({
  ...context,
  held: new HeldLinks(),
  startedAt: Date.now() + 1_000,
});

/** A student in the database. */
export async function createStudent(): Promise<{ userId: string; locale: "ko" }> {
  const { id } = await getDb().user.create({ data: { locale: "ko" } });
  return { userId: id, locale: "ko" };
}
