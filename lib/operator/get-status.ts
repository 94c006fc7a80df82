import { setMaxListeners } from "node:events";
import { release } from "node:os";
import naru from "../../package.json";
import { describeRuntime, type SandboxCost, startDeadline } from "../docker";
import { getImagesView } from "../images";
import { type Deployment, type Runtime, readDeployment } from "../runtime";
import { type Capacity, getCapacity, toEngineId } from "../sandbox";
import { listVersionConcerns } from "../shared/foundations";
import type { HealthView } from "../shared/health-view";
import type { CapacityView, ImagesView, ResourceView, SandboxCostView, StatusView } from "../shared/status-view";
import { getHealth } from "./get-health";
import { orNull } from "./or-null";
import { findWarnings } from "./warnings";

/** The page asks again every 5 s; what has not answered by then is shown as unknown. */
const LOOK_TIMEOUT_MS = 4_000;
/** Rows shown: more than that nobody reads, and the total is told. */
const MOST_ROWS = 200;

type Lab = Pick<Awaited<ReturnType<Runtime["lab"]>>, "listCosts" | "version" | "info">;

/** What the operator sees of the site now. A part that fails or hangs is null; the rest is told all the same. Never rejects. */
export async function getStatus(runtime: Runtime): Promise<StatusView> {
  const limit = startDeadline(undefined, LOOK_TIMEOUT_MS);
  const { signal } = limit;
  // each look listens for the end of all
  setMaxListeners(0, signal);
  try {
    const opened = orNull(signal, runtime.lab());
    const ask = <T>(question: (lab: Lab) => Promise<T>) =>
      orNull(
        signal,
        opened.then((lab) => (lab ? question(lab) : null)),
      );
    const [health, costs, capacity, rows, version, info, database, deployment, images] = await Promise.all([
      getHealth(runtime),
      ask((lab) => lab.listCosts({ signal })),
      orNull(signal, getCapacity(runtime.sandboxes)),
      orNull(signal, listRows(runtime)),
      ask((lab) => lab.version({ signal })),
      ask((lab) => lab.info({ signal })),
      orNull(signal, readDatabaseVersion(runtime)),
      orNull(signal, readDeployment(runtime.config.dataDir)),
      orNull(signal, getImagesView(runtime.config.dataDir)),
    ]);
    return toView(runtime, { health, costs, capacity, rows, version, info, database, deployment, images });
  } finally {
    limit.done();
  }
}

interface Looks {
  health: HealthView;
  costs: Map<string, SandboxCost> | null;
  capacity: Capacity | null;
  rows: Awaited<ReturnType<typeof listRows>> | null;
  version: Awaited<ReturnType<Lab["version"]>> | null;
  info: Awaited<ReturnType<Lab["info"]>> | null;
  database: string | null;
  deployment: Deployment | null;
  images: ImagesView | null;
}

function toView(runtime: Runtime, looks: Looks): StatusView {
  const { config, metrics } = runtime;
  const { health, costs, capacity: figures, rows, version, info, database, deployment, images } = looks;
  const { runtime: name } = config.sandbox;
  const concerns = deployment && listVersionConcerns(deployment.versions);
  const capacity = figures && toCapacityView(figures);
  return {
    at: new Date().toISOString(),
    health,
    capacity,
    queue: figures && { length: figures.queued, oldestQueuedAt: figures.oldestQueuedAt?.toISOString() ?? null },
    pool: figures && { warm: figures.warm, target: figures.warmTarget },
    sandboxes: rows && {
      total: rows.total,
      rows: rows.rows.map(({ id, state, lesson, createdAt }): SandboxCostView => {
        const cost = costs?.get(toEngineId(id));
        return {
          shortId: id.slice(0, 8),
          state,
          lesson,
          createdAt: createdAt.toISOString(),
          memoryBytes: cost?.memoryBytes ?? null,
          diskBytes: cost?.diskUsedBytes ?? null,
        };
      }),
    },
    images,
    errors: metrics.listErrors().map(({ code, count, lastAt }) => ({ code, count, lastAt: lastAt.toISOString() })),
    warnings: findWarnings({ health, capacity, images, egress: config.egress, versions: concerns ?? [] }),
    unclearVersions: concerns?.filter(({ isOld }) => !isOld) ?? null,
    runtime: { name, ...describeRuntime(name) },
    versions: {
      naru: naru.version,
      node: process.versions.node,
      engine: version?.version ?? null,
      kernel: release(),
      cgroup: info ? `v${info.cgroupVersion}` : null,
      database,
    },
    process: {
      startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString(),
      memoryBytes: process.memoryUsage.rss(),
      terminals: metrics.countSockets("terminal"),
      sessions: metrics.countSockets("session"),
    },
  };
}

function toCapacityView({ live, warm, limit, memory, disk }: Capacity): CapacityView {
  return { live, limit, memory: toResourceView(memory, live + warm), disk: toResourceView(disk, live + warm) };
}

function toResourceView(resource: Capacity["memory"], sandboxes: number): ResourceView | null {
  if (!resource) return null;
  const { totalBytes, freeBytes, perSandboxBytes, floorBytes } = resource;
  return {
    totalBytes,
    freeBytes,
    promisedBytes: sandboxes * perSandboxBytes,
    // as the admission reckons: another one would reach what is kept for the machine
    isShort: freeBytes < floorBytes + perSandboxBytes,
  };
}

/** Never the owner: nothing here is about a student. */
async function listRows({ db }: Runtime) {
  const where = { state: { notIn: ["ended", "failed", "queued"] } };
  const [total, rows] = await Promise.all([
    db.sandbox.count({ where }),
    db.sandbox.findMany({
      where,
      select: { id: true, state: true, lesson: true, createdAt: true },
      orderBy: { createdAt: "asc" },
      take: MOST_ROWS,
    }),
  ]);
  return { total, rows };
}

async function readDatabaseVersion({ db }: Runtime): Promise<string | null> {
  const [row] = await db.$queryRaw<{ server_version: string }[]>`SHOW server_version`;
  return row?.server_version.split(" ", 1)[0] ?? null;
}
