import { WrongKeyLimit } from "../auth";
import { type Config, readConfig } from "../config";
import { type Db, getDb } from "../db";
import type { LabEngine } from "../docker";
import { createRequestLimits, type RequestLimits } from "../gate";
import { getLessonDefinition } from "../lessons";
import { createLog, type Log } from "../log";
import { createMetrics, type Metrics } from "../metrics";
import { HeldLinks, type SandboxContext } from "../sandbox";
import { type Bus, createBus } from "./bus";
import { type Deployment, readDeployment } from "./deployment";
import { createLabDoor } from "./lab";

export type { CheckChanged, SandboxNotice } from "./bus";
export { type Deployment, deploymentFile, readDeployment } from "./deployment";
export { type ErrorParts, reportError } from "./error-parts";
export { forRequest, toRequestId } from "./for-request";

/** Everything that is made once a process: the doors to the database and the lab engine, settings, log, wake-up calls. */
export interface Runtime {
  config: Config;
  db: Db;
  log: Log;
  bus: Bus;
  lab: () => Promise<LabEngine>;
  forgetLab: () => void;
  limits: RequestLimits;
  sandboxes: SandboxContext;
  metrics: Metrics;
  /** Wrong operator's keys, by address. */
  wrongKeys: WrongKeyLimit;
  /** Set once the process has been told to end: it takes no new work. */
  stopping: { isStopping: boolean };
}

// Next bundles its own copy of this module beside the server's: both must see one runtime
const holder = globalThis as typeof globalThis & { __naruRuntime?: Runtime };

/** The process's runtime, made on first use. @throws ConfigError when settings cannot be used. */
export function getRuntime(): Runtime {
  holder.__naruRuntime ??= createRuntime(readConfig());
  return holder.__naruRuntime;
}

function createRuntime(config: Config): Runtime {
  const log = createLog({ level: config.logLevel });
  const bus = createBus();
  const lab = createLabDoor(config);
  const db = getDb();
  const metrics = createMetrics();
  return {
    config,
    db,
    log,
    bus,
    lab: lab.get,
    forgetLab: lab.forget,
    limits: createRequestLimits({ sessionsPerMinute: config.sessionsPerMinute }),
    metrics,
    wrongKeys: new WrongKeyLimit(),
    stopping: { isStopping: false },
    sandboxes: {
      db,
      log,
      metrics,
      instance: config.instance,
      limits: config.sandbox,
      lab: lab.get,
      imageTag: async () => (await readDeployment(config.dataDir)).sandboxImage,
      seed: async () => (await readDeployment(config.dataDir)).seed,
      origin: async () => toOrigin(await readDeployment(config.dataDir), config.sandbox),
      lessonFiles: async (lesson) => {
        const { filesFolder, images } = await getLessonDefinition(lesson);
        return { folder: filesFolder, absentImages: images.absent };
      },
      publish: (event) => bus.emit("sandbox", event),
      starts: new Map(),
      held: new HeldLinks(),
      startedAt: Date.now(),
      recent: {},
    },
  };
}

/** Another image, seed or other limits make another kind of sandbox. */
function toOrigin({ sandboxImage, seed }: Deployment, limits: Config["sandbox"]): string {
  const { memoryBytes, cpus, pidsLimit, diskBytes, inodes, runtime } = limits;
  return [sandboxImage, seed, runtime, memoryBytes, cpus, pidsLimit, diskBytes, inodes].join(" ");
}
