import type { Config } from "../config";
import { isEngineError, startDeadline } from "../docker";
import { countFreePlaces, countKeptPlaces, type OpenReservation, planAdmission, planClaims } from "./admission";
import { readAdmissionState, readRoom } from "./admission-state";
import { type SandboxContext, toEngineId } from "./context";
import { createOnEngine } from "./provision-sandbox";

/** Demand is what was started in this time: as many again may come. */
const DEMAND_WINDOW_MS = 2 * 60_000;
/** Nobody gets a sandbox that has stood around longer. */
const MAX_AGE_MS = 6 * 60 * 60_000;
/** One more than needed is kept this long, since demand comes in waves. */
const SPARE_AGE_MS = 60_000;
/** Made at once: the pool must not take the processor from those at work. */
const PARALLEL_WARMING = 2;
const WARM_TIMEOUT_MS = 90_000;
/** A pool row has no end of its own; whoever claims it gets one. */
const NO_END = new Date("9999-01-01T00:00:00Z");

/** How many sandboxes should stand ready: the demand of the last minutes and classes about to come, within the pool's bounds. */
export function toPoolTarget(
  { startsLately, reservations }: { startsLately: number; reservations: readonly OpenReservation[] },
  { poolFloor, poolCeiling }: Pick<Config["sandbox"], "poolFloor" | "poolCeiling">,
): number {
  const wanted = Math.max(startsLately, countKeptPlaces(reservations, null));
  return Math.min(poolCeiling, Math.max(poolFloor, wanted));
}

/**
 * Brings the warm pool toward its target: makes what is missing where there is room that nobody who waits could have, and takes
 * away what is outdated or too much. For a timer.
 */
export async function tendPool(context: SandboxContext, now = Date.now()): Promise<void> {
  const { db, limits } = context;
  const origin = await context.origin();
  const [state, warm, warming, startsLately] = await Promise.all([
    readAdmissionState(db),
    db.sandbox.findMany({ where: { state: "warm" }, orderBy: { createdAt: "asc" } }),
    db.sandbox.findMany({ where: { state: "warming" }, select: { id: true } }),
    countStarters(db, now),
  ]);
  const outdated = warm.filter((row) => row.origin !== origin || row.createdAt.getTime() < now - MAX_AGE_MS);
  const usable = warm.filter((row) => !outdated.includes(row));
  const target = toPoolTarget({ startsLately, reservations: state.reservations }, limits);
  const spare = usable
    .slice(0, Math.max(0, usable.length - target))
    .filter((row) => row.createdAt.getTime() < now - SPARE_AGE_MS);
  const dropped = new Set([...outdated, ...spare].map(({ id }) => id));
  for (const id of dropped) await dropWarm(context, id);
  const kept = warm.map(({ id }) => id).filter((id) => !dropped.has(id));
  context.held.keepOnly(new Set([...kept, ...warming.map(({ id }) => id)]));
  holdAgain(context, kept);
  const missing = Math.min(target - usable.length - warming.length, PARALLEL_WARMING - warming.length);
  if (missing <= 0 || state.starting > 0) return;
  const room = await readRoom(context, now);
  // the machine is left to those whose turn it is; what the others wait for is kept for a class, and made for it
  const isTheirTurn =
    planAdmission({ ...state, room }, limits).length > 0 ||
    planClaims({ ...state, room }, usable.length, limits).length > 0;
  if (isTheirTurn) return;
  const places = countFreePlaces({ ...state, room }, limits);
  for (let made = 0; made < Math.min(missing, places); made += 1) {
    const { id } = await db.sandbox.create({ data: { state: "warming", origin, expiresAt: NO_END } });
    void warmSandbox(context, id);
  }
}

/** How many have started one lately; somebody who starts again and again is one. */
export async function countStarters(db: SandboxContext["db"], now: number): Promise<number> {
  const starters = await db.sandbox.groupBy({
    by: ["userId"],
    where: { admittedAt: { gt: new Date(now - DEMAND_WINDOW_MS) } },
  });
  return starters.length;
}

/** Makes one sandbox for the pool; one that fails is gone without a trace but the log's. Never rejects. */
async function warmSandbox(context: SandboxContext, id: string): Promise<void> {
  const { db, log } = context;
  const abort = new AbortController();
  const deadline = startDeadline(abort.signal, WARM_TIMEOUT_MS);
  context.starts.set(id, abort);
  try {
    const lab = await createOnEngine(context, id, { signal: deadline.signal });
    await context.held.hold(lab, id, deadline.signal);
    await db.sandbox.updateMany({ where: { id, state: "warming" }, data: { state: "warm", readyAt: new Date() } });
  } catch (error) {
    log.warn({ sandbox: id, err: error }, "sandbox for the pool failed");
    await removeRow(context, id, "warming").catch((failure) =>
      log.warn({ sandbox: id, err: failure }, "not removed yet"),
    );
  } finally {
    deadline.done();
    context.starts.delete(id);
  }
}

/** Opens what was lost, or belongs to a pool that was there before this process: one at a time. */
function holdAgain(context: SandboxContext, ids: string[]): void {
  const [id] = context.held.missing(ids);
  if (id === undefined) return;
  context
    .lab()
    .then((lab) => context.held.hold(lab, id))
    .catch((error) => context.log.warn({ sandbox: id, err: error }, "no terminal is held of one of the pool"));
}

/** Takes one out of the pool, unless a student has just got it. */
export async function dropWarm(context: SandboxContext, id: string): Promise<void> {
  await removeRow(context, id, "warm");
}

/** The row first: from then on nobody can claim it, and the reconciler removes what no row knows. */
async function removeRow({ db, lab, log, held }: SandboxContext, id: string, state: "warm" | "warming"): Promise<void> {
  const { count } = await db.sandbox.deleteMany({ where: { id, state } });
  if (count === 0) return;
  held.release(id);
  try {
    await (await lab()).removeSandbox(toEngineId(id));
  } catch (error) {
    if (!isEngineError(error, "ENGINE_UNREACHABLE") && !isEngineError(error, "ENGINE_TIMEOUT")) throw error;
    log.warn({ sandbox: id, err: error }, "sandbox of the pool not removed yet");
  }
}

export interface Claim {
  userId: string;
  lesson: string;
}

interface Executor {
  $queryRawUnsafe<T>(query: string, ...values: unknown[]): Promise<T>;
}

/**
 * Gives the oldest warm sandbox to a student, or nothing. One UPDATE decides: of two at once each gets another, and a row
 * is won once.
 */
export async function claimWarm(
  db: Executor,
  { userId, lesson }: Claim,
  { origin, expiresAt }: { origin: string; expiresAt: Date },
): Promise<string | undefined> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `UPDATE "Sandbox" SET "userId" = $1::uuid, "lesson" = $2, "state" = 'starting', "stage" = 'files', "isFromPool" = true,
       "createdAt" = now(), "admittedAt" = now(), "lastActiveAt" = now(), "readyAt" = NULL, "expiresAt" = $3
     WHERE "id" = (SELECT "id" FROM "Sandbox" WHERE "state" = 'warm' AND "origin" = $4
                   ORDER BY "createdAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING "id"`,
    userId,
    lesson,
    expiresAt,
    origin,
  );
  return rows[0]?.id;
}

/** Who may take a warm one at once: nobody waits, and no class's kept places would be touched. */
export async function mayClaim(context: SandboxContext, db: Parameters<typeof readAdmissionState>[0], userId: string) {
  const state = await readAdmissionState(db);
  const { waiting, reservations } = state;
  if (reservations.length === 0) return waiting.length === 0;
  const { reservationId } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { reservationId: true } });
  const own = reservations.find(({ id }) => id === reservationId);
  if (own && own.taken < own.seats) return !waiting.some((one) => one.reservationId === own.id);
  if (waiting.length > 0) return false;
  const places = countFreePlaces({ ...state, room: await readRoom(context) }, context.limits);
  return state.warm + places - countKeptPlaces(state.reservations, null) > 0;
}
