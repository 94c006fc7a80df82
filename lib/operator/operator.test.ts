import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { createOperatorCookie, getOperatorKey, WrongKeyLimit } from "../auth";
import { readConfig } from "../config";
import { getDb } from "../db";
import { describeRuntime, EngineError, type LabEngine, type SandboxCost } from "../docker";
import { createRequestLimits } from "../gate";
import { createMetrics } from "../metrics";
import { deploymentFile, type Runtime } from "../runtime";
import { createBus } from "../runtime/bus";
import { getCapacity, toEngineId } from "../sandbox";
import { createStudent, createTestContext } from "../sandbox/sandbox-fixture";
import { listVersionConcerns, type VersionFinding } from "../shared/foundations";
import { getHealth, getSiteFigures, getStatus, requireOperator, signInOperator } from ".";
import { findWarnings } from "./warnings";

setUpTestDatabase();

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-operator-"));
  vi.stubEnv("NARU_DATA_DIR", dataDir);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));
beforeEach(async () => {
  await getDb().user.deleteMany();
});

const VERSIONS = {
  old: {
    name: "VERSION_RUNC_OLD",
    component: "runc",
    place: "lab",
    found: "1.1.15+ds1-2+b4",
    minimum: "1.2.8",
    isOld: true,
    reason: "not-fixed-by-distribution",
    cves: ["CVE-2025-31133"],
  },
  unclear: {
    name: "VERSION_DOCKERD_OLD",
    component: "dockerd",
    place: "machine",
    found: "26.1.3-0ubuntu1",
    minimum: "29.5.1",
    reason: "distribution-unknown",
    cves: ["CVE-2026-41568"],
  },
  good: {
    name: "VERSION_KERNEL_OLD",
    component: "kernel",
    place: "machine",
    found: "6.12.1",
    minimum: "6.8.0",
    isOld: false,
    reason: "fixed",
    cves: ["CVE-2024-1086"],
  },
} satisfies Record<string, VersionFinding>;

const NEVER = new Promise<never>(() => {});

interface LabAnswers {
  ping?: () => Promise<void>;
  costs?: () => Promise<Map<string, SandboxCost>>;
  isHubRunning?: boolean;
}

/** A lab engine that says what the test wants; the real one's answers are tested in lib/docker. */
function createLab({ ping, costs, isHubRunning = true }: LabAnswers = {}): LabEngine {
  const answers = {
    ping: ping ?? (async () => {}),
    listCosts: costs ?? (async () => new Map()),
    version: async () => ({ version: "26.1.5", apiVersion: "1.45", os: "linux", arch: "amd64", kernelVersion: "6.1" }),
    info: async () => ({ cgroupVersion: 1 }),
    request: async () => ({
      Id: "hub",
      State: { Running: isHubRunning },
      Config: { Image: "x", Labels: {} },
      Labels: {},
    }),
  };
  return answers as unknown as LabEngine;
}

function createRuntime(
  lab: () => Promise<LabEngine> = async () => createLab(),
  env: Record<string, string> = {},
): Runtime {
  const sandboxes = createTestContext();
  const config = readConfig({ NODE_ENV: "test", NARU_DATA_DIR: dataDir, ...env });
  return {
    config,
    db: getDb(),
    log: sandboxes.log,
    bus: createBus(),
    lab,
    forgetLab: () => {},
    limits: createRequestLimits(config),
    sandboxes,
    metrics: createMetrics(),
    wrongKeys: new WrongKeyLimit(),
    stopping: { isStopping: false },
  };
}

async function addSandbox(state: string, { name = "하나", ageMs = 0 } = {}) {
  const student = await createStudent();
  await getDb().user.update({ where: { id: student.userId }, data: { name } });
  const { id } = await getDb().sandbox.create({
    data: {
      userId: student.userId,
      lesson: "docker/images",
      state,
      createdAt: new Date(Date.now() - ageMs),
      expiresAt: new Date(Date.now() + 60_000),
    },
  });
  return { id, userId: student.userId };
}

describe("health", () => {
  it("is serving while database and engine answer, and says so of each part", async () => {
    expect(await getHealth(createRuntime())).toEqual({
      serving: true,
      database: true,
      engine: true,
      hub: true,
      stopping: false,
    });
  });

  it("is serving without the hub, and not without the engine", async () => {
    expect(await getHealth(createRuntime(async () => createLab({ isHubRunning: false })))).toMatchObject({
      serving: true,
      hub: false,
    });
    const shut = async () => {
      throw new EngineError("ENGINE_UNREACHABLE", "nothing answers");
    };
    expect(await getHealth(createRuntime(shut))).toMatchObject({ serving: false, engine: false, database: true });
  });

  it.each([
    ["the engine does not answer", () => createRuntime(async () => createLab({ ping: () => NEVER })), "engine"],
    ["the engine is still being opened", () => createRuntime(() => NEVER), "engine"],
    [
      "the database does not answer",
      () => ({ ...createRuntime(), db: { $queryRaw: () => NEVER } as unknown as Runtime["db"] }),
      "database",
    ],
  ])("answers in time when %s", async (_, create, part) => {
    const begun = performance.now();
    expect(await getHealth(create(), 200)).toMatchObject({ serving: false, [part]: false });
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it("is not serving once the process has been told to end", async () => {
    const runtime = createRuntime();
    runtime.stopping.isStopping = true;
    expect(await getHealth(runtime)).toMatchObject({ serving: false, database: true, engine: true, stopping: true });
  });

  it("looks once however many ask", async () => {
    const ping = vi.fn(async () => {});
    const lab = createLab({ ping });
    const runtime = createRuntime(async () => lab);
    await Promise.all(Array.from({ length: 50 }, () => getHealth(runtime)));
    expect(ping).toHaveBeenCalledTimes(1);
  });
});

describe("the operator's view", () => {
  it("shows what each sandbox costs, the oldest first, and nothing of the student", async () => {
    const older = await addSandbox("ready", { name: "비밀이름", ageMs: 90_000 });
    const newer = await addSandbox("starting");
    await addSandbox("ended");
    const cost = { memoryBytes: 90_000_000, diskUsedBytes: 5_000_000 };
    const costs = async () => new Map([[toEngineId(older.id), cost]]);
    const status = await getStatus(createRuntime(async () => createLab({ costs })));
    expect(status.sandboxes?.total).toBe(2);
    expect(status.sandboxes?.rows).toEqual([
      {
        shortId: older.id.slice(0, 8),
        state: "ready",
        lesson: "docker/images",
        createdAt: expect.any(String),
        memoryBytes: 90_000_000,
        diskBytes: 5_000_000,
      },
      expect.objectContaining({ shortId: newer.id.slice(0, 8), state: "starting", memoryBytes: null }),
    ]);
    const text = JSON.stringify(status);
    for (const secret of [older.id, toEngineId(older.id), older.userId, newer.userId, "비밀이름", dataDir])
      expect(text).not.toContain(secret);
  });

  it("tells capacity, queue and pool as admission sees them", async () => {
    await addSandbox("ready");
    await addSandbox("warm");
    const first = await addSandbox("queued", { ageMs: 30_000 });
    await addSandbox("queued");
    const runtime = createRuntime();
    const status = await getStatus(runtime);
    const { limits } = runtime.sandboxes;
    const capacity = await getCapacity(runtime.sandboxes);
    expect(status.capacity).toEqual({
      live: 1,
      limit: limits.limit,
      memory: {
        totalBytes: capacity.memory?.totalBytes,
        freeBytes: capacity.memory?.freeBytes,
        promisedBytes: 2 * limits.expectedMemoryBytes,
        isShort: false,
      },
      disk: expect.objectContaining({ promisedBytes: 2 * limits.expectedDiskBytes, isShort: false }),
    });
    const { createdAt } = await getDb().sandbox.findUniqueOrThrow({ where: { id: first.id } });
    expect(status.queue).toEqual({ length: 2, oldestQueuedAt: createdAt.toISOString() });
    expect(status.pool).toEqual({ warm: 1, target: capacity.warmTarget });
  });

  it("tells that memory is short when admission would make no sandbox more", async () => {
    const runtime = createRuntime();
    const { limits } = runtime.sandboxes;
    const { memory } = await getCapacity(runtime.sandboxes);
    const floor = (memory?.freeBytes ?? 0) - limits.expectedMemoryBytes + 1;
    const sandboxes = { ...runtime.sandboxes, limits: { ...limits, memoryFloorBytes: floor } };
    const status = await getStatus({ ...runtime, sandboxes });
    expect(status.capacity?.memory?.isShort).toBe(true);
    expect(status.warnings).toContainEqual({ key: "memoryShort" });
  });

  it("tells the rest when the engine is gone", async () => {
    await addSandbox("ready");
    const status = await getStatus(
      createRuntime(async () => {
        throw new EngineError("ENGINE_UNREACHABLE", "nothing answers");
      }),
    );
    expect(status.health).toMatchObject({ serving: false, engine: false });
    expect(status.versions).toMatchObject({ engine: null, cgroup: null, node: process.versions.node });
    expect(status.versions.database).toMatch(/^\d+/);
    expect(status.sandboxes?.rows).toHaveLength(1);
    expect(status.warnings).toContainEqual({ key: "engineDown" });
  });

  it("shows errors by code with count and last time", async () => {
    const runtime = createRuntime();
    runtime.metrics.countError("CAPACITY_FULL");
    runtime.metrics.countError("CAPACITY_FULL");
    const { errors } = await getStatus(runtime);
    expect(errors).toEqual([{ code: "CAPACITY_FULL", count: 2, lastAt: expect.stringMatching(/^\d{4}-.*Z$/) }]);
  });

  it("tells the tier of the runtime and what it promises", async () => {
    for (const [name, tier] of [
      ["sandbox", "namespaces"],
      ["sysbox-runc", "sysbox"],
      ["kata-qemu", "vm"],
      ["mine", "unknown"],
    ] as const) {
      const status = await getStatus(createRuntime(undefined, { NARU_SANDBOX_RUNTIME: name }));
      expect(status.runtime).toEqual({ name, ...describeRuntime(name) });
      expect(status.runtime.tier).toBe(tier);
    }
  });

  it("warns of old versions by name, and notes apart those whose number does not tell", async () => {
    const { old, unclear, good } = VERSIONS;
    const made = { engineImage: "e:1", sandboxImage: "s:1", socketFolder: "/run/lab" };
    const versions = [good, unclear, old, { ...old, place: "sandbox" }];
    await writeFile(deploymentFile(dataDir), JSON.stringify({ ...made, versions }));
    try {
      const status = await getStatus(createRuntime());
      const { place, ...rest } = old;
      expect(status.warnings).toEqual([{ key: "versionOld", ...rest, places: [place, "sandbox"] }]);
      expect(status.unclearVersions).toEqual([
        expect.objectContaining({ component: "dockerd", found: unclear.found, isOld: false, places: ["machine"] }),
      ]);
    } finally {
      await rm(deploymentFile(dataDir));
    }
  });

  it("says that versions are unknown, not that they are good, while the set-up has not finished", async () => {
    const { unclearVersions, warnings } = await getStatus(createRuntime());
    expect(unclearVersions).toBeNull();
    expect(warnings).toEqual([]);
  });

  it("gives a scrape the states of sandboxes, and no id", async () => {
    const { id, userId } = await addSandbox("ready");
    await addSandbox("queued");
    await addSandbox("failed");
    const runtime = createRuntime();
    const figures = await getSiteFigures(runtime);
    expect(figures).toEqual({
      sandboxesByState: { ready: 1, queued: 1 },
      queued: 1,
      warm: 0,
      warmTarget: (await getCapacity(runtime.sandboxes)).warmTarget,
    });
    const { text } = await runtime.metrics.render(figures);
    for (const secret of [id, id.slice(0, 8), toEngineId(id), userId, "하나"]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});

describe("a scrape while the database hangs", () => {
  it("is told in time that nothing of the site could be seen", async () => {
    const runtime = createRuntime();
    const sandbox = { groupBy: () => NEVER, findFirst: () => NEVER, findMany: () => NEVER, count: () => NEVER };
    const sandboxes = { ...runtime.sandboxes, db: { sandbox, reservation: sandbox } as unknown as Runtime["db"] };
    expect(await getSiteFigures({ sandboxes }, 100)).toEqual({
      sandboxesByState: null,
      queued: null,
      warm: null,
      warmTarget: null,
    });
  });
});

describe("warnings", () => {
  const health = { serving: true, database: true, engine: true, hub: true, stopping: false };
  const plenty = { totalBytes: 100, freeBytes: 50, promisedBytes: 60, isShort: false };
  const capacity = { live: 1, limit: 40, memory: plenty, disk: plenty };

  const images = {
    total: 3,
    served: 3,
    building: [],
    waiting: [],
    failed: [],
    isAtWork: false,
    estimatedSeconds: null,
  };

  it("are none on a healthy site", () => {
    expect(findWarnings({ health, capacity, images, egress: "closed", versions: [] })).toEqual([]);
  });

  it("name an old version, after what has failed, and neither a good one nor one that cannot be told", () => {
    const versions = listVersionConcerns(Object.values(VERSIONS));
    const warnings = findWarnings({ health: { ...health, hub: false }, capacity, images, egress: "closed", versions });
    expect(warnings).toEqual([
      { key: "hubDown" },
      expect.objectContaining({ key: "versionOld", name: "VERSION_RUNC_OLD", places: ["lab"] }),
    ]);
  });

  it.each([
    ["databaseDown", { health: { ...health, database: false } }],
    ["engineDown", { health: { ...health, engine: false, hub: false } }],
    ["hubDown", { health: { ...health, hub: false } }],
    ["imagesFailed", { images: { ...images, failed: [{ id: "python", code: "HUB_BUILD_FAILED", isServed: false }] } }],
    ["imagesPaused", { images: { ...images, served: 2, waiting: ["python"] } }],
    ["memoryShort", { capacity: { ...capacity, memory: { ...plenty, isShort: true } } }],
    ["diskShort", { capacity: { ...capacity, disk: { ...plenty, isShort: true } } }],
    ["full", { capacity: { ...capacity, live: 40 } }],
    ["egressOpen", { egress: "open" as const }],
  ])("say %s, and only that", (key, change) => {
    expect(findWarnings({ health, capacity, images, egress: "closed", versions: [], ...change })).toEqual([{ key }]);
  });
});

describe("who may see it", () => {
  const call = { cookie: undefined, authorization: undefined, isSecure: false, peer: "198.51.100.7" };

  it("is who has the operator's cookie or the key as a bearer", async () => {
    const doors = createRuntime();
    const [cookie] = (await createOperatorCookie(call)).split(";", 1);
    await expect(requireOperator(doors, { ...call, cookie })).resolves.toBeUndefined();
    const authorization = `Bearer ${await getOperatorKey()}`;
    await expect(requireOperator(doors, { ...call, authorization })).resolves.toBeUndefined();
  });

  it.each([{}, { cookie: "naru-operator=x" }, { authorization: "Bearer wrong" }, { authorization: "Basic eDp5" }])(
    "is nobody with %j",
    async (given) => {
      await expect(requireOperator(createRuntime(), { ...call, ...given })).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
      });
    },
  );

  it("is nobody for a while after many wrong keys from an address, not even with the right one", async () => {
    const doors = createRuntime();
    const { peer } = call;
    for (let i = 0; i < 10; i++)
      await expect(signInOperator(doors, { key: `guess ${i}`, peer })).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
      });
    const key = await getOperatorKey();
    await expect(signInOperator(doors, { key, peer })).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await expect(signInOperator(doors, { key, peer: "198.51.100.8" })).resolves.toBeUndefined();
  });
});
