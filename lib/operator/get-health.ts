import { startDeadline } from "../docker";
import { isRegistryRunning } from "../docker/hub";
import type { Runtime } from "../runtime";
import type { HealthView } from "../shared/health-view";
import { orNull } from "./or-null";

/** A load balancer gives up after some seconds; an answer must come before that. */
const LOOK_TIMEOUT_MS = 2_000;
/** Anybody may ask: however many do, there is one look at a time, and none for so long after it. */
const FRESH_MS = 1_000;

type HealthParts = Pick<Runtime, "db" | "lab" | "stopping">;

interface Look {
  /** When to look again: set once the look is over. */
  staleAt: number;
  parts: Promise<Omit<HealthView, "serving" | "stopping">>;
}

/** By process, not by module: two copies of this one look at most twice. */
const looks = new WeakMap<HealthParts["lab"], Look>();

/** Whether this process can serve: its database and its lab engine answer in time and it has not been told to end. Never rejects. */
export async function getHealth(runtime: HealthParts, timeoutMs = LOOK_TIMEOUT_MS): Promise<HealthView> {
  let look = looks.get(runtime.lab);
  if (!look || Date.now() > look.staleAt) {
    const begun: Look = { staleAt: Number.POSITIVE_INFINITY, parts: lookAtParts(runtime, timeoutMs) };
    void begun.parts.then(() => {
      begun.staleAt = Date.now() + FRESH_MS;
    });
    looks.set(runtime.lab, begun);
    look = begun;
  }
  const parts = await look.parts;
  const { isStopping } = runtime.stopping;
  return { serving: parts.database && parts.engine && !isStopping, ...parts, stopping: isStopping };
}

async function lookAtParts({ db, lab }: HealthParts, timeoutMs: number): Promise<Awaited<Look["parts"]>> {
  const limit = startDeadline(undefined, timeoutMs);
  const { signal } = limit;
  // opening the engine anew may take a minute: who asks for health does not wait for it
  const opened = lab();
  try {
    const [database, engine, hub] = await Promise.all([
      orNull(signal, succeeds(db.$queryRaw`SELECT 1`)),
      orNull(
        signal,
        opened.then((found) => succeeds(found.ping({ signal }))),
      ),
      orNull(
        signal,
        opened.then((found) => isRegistryRunning(found, signal)),
      ),
    ]);
    return { database: database ?? false, engine: engine ?? false, hub: hub ?? false };
  } finally {
    limit.done();
  }
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
