import type { Prisma } from "../db";
import { type LabRoom, startDeadline } from "../docker";
import { type AdmissionState, countFreePlaces, countKeptPlaces, type OpenReservation, orderQueue } from "./admission";
import { HOLDING_STATES, type QueueSnapshot, type SandboxContext } from "./context";

/** A class's seats are kept from this long before it begins, so that they are free when it does. */
const RESERVATION_LEAD_MS = 10 * 60_000;
/** Each measurement is a process on the lab engine; what is made meanwhile is counted by itself. */
const ROOM_FRESH_MS = 2_500;
const ROOM_TIMEOUT_MS = 3_000;
const ROOM_STALE_MS = 60_000;
const QUEUE_FRESH_MS = 500;
/** What a start takes until there are starts to learn from. */
const USUAL_START_SECONDS = 3;
const LEARN_FROM_STARTS = 20;
const RATE_WINDOW_MS = 10 * 60_000;

type Tx = Prisma.TransactionClient;

/** Classes whose time it is, or nearly, with how many of their seats are taken. */
export async function listOpenReservations(tx: Tx, now = Date.now()): Promise<OpenReservation[]> {
  const open = await tx.reservation.findMany({
    where: { startsAt: { lte: new Date(now + RESERVATION_LEAD_MS) }, endsAt: { gt: new Date(now) } },
    select: { id: true, seats: true },
  });
  return Promise.all(
    open.map(async ({ id, seats }) => ({
      id,
      seats,
      taken: await tx.sandbox.count({
        where: { state: { in: ["starting", "ready", "stopping"] }, user: { reservationId: id } },
      }),
    })),
  );
}

/** Everything an admission is decided by, but the room on the machine. */
export async function readAdmissionState(tx: Tx): Promise<Omit<AdmissionState, "room">> {
  const [waiting, byState, reservations] = await Promise.all([
    listWaiting(tx),
    tx.sandbox.groupBy({ by: ["state"], where: { state: { in: [...HOLDING_STATES] } }, _count: true }),
    listOpenReservations(tx),
  ]);
  const countOf = (...states: string[]) =>
    byState.filter(({ state }) => states.includes(state)).reduce((sum, { _count }) => sum + _count, 0);
  return {
    waiting,
    reservations,
    holding: countOf(...HOLDING_STATES),
    warm: countOf("warm"),
    inTheMaking: countOf("starting", "warming"),
    starting: countOf("starting"),
  };
}

async function listWaiting(tx: Tx) {
  const rows = await tx.sandbox.findMany({
    where: { state: "queued" },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true, userId: true, user: { select: { reservationId: true } } },
  });
  return rows.map(({ id, userId, user }) => ({ id, userId, reservationId: user?.reservationId ?? null }));
}

/** Memory and disk of the machine as they are, at most some seconds old; null while the lab engine has not told for a minute. */
export function readRoom(context: SandboxContext, now = Date.now()): Promise<LabRoom | null> {
  const { recent } = context;
  // all who ask at once share one measurement: it is a program on the lab engine
  if (!recent.room || now - recent.room.at >= ROOM_FRESH_MS)
    recent.room = { at: now, value: measureRoom(context, now) };
  return recent.room.value;
}

async function measureRoom(context: SandboxContext, now: number): Promise<LabRoom | null> {
  const { recent } = context;
  const limit = startDeadline(undefined, ROOM_TIMEOUT_MS);
  try {
    const lab = await context.lab();
    const value = await lab.measureRoom({ signal: limit.signal, timeoutMs: ROOM_TIMEOUT_MS });
    recent.lastRoom = { at: now, value };
    return value;
  } catch (error) {
    context.log.warn({ err: error }, "the machine's room was not measured");
    return recent.lastRoom && now - recent.lastRoom.at < ROOM_STALE_MS ? recent.lastRoom.value : null;
  } finally {
    limit.done();
  }
}

/** The queue's places and estimates, read once for all who ask at the same moment. */
export function readQueue(context: SandboxContext, now = Date.now()): Promise<QueueSnapshot> {
  const { recent } = context;
  if (recent.queue && now - recent.queue.at < QUEUE_FRESH_MS) return recent.queue.value;
  const value = readQueueNow(context, now);
  recent.queue = { at: now, value };
  value.catch(() => {
    recent.queue = undefined;
  });
  return value;
}

async function readQueueNow(context: SandboxContext, now: number): Promise<QueueSnapshot> {
  const { db, limits } = context;
  const [state, room, lastStarts, ended, live] = await Promise.all([
    readAdmissionState(db),
    readRoom(context, now),
    db.sandbox.findMany({
      where: { readyAt: { not: null }, admittedAt: { not: null }, isFromPool: false },
      orderBy: { readyAt: "desc" },
      take: LEARN_FROM_STARTS,
      select: { admittedAt: true, readyAt: true },
    }),
    db.sandbox.count({
      where: { state: "ended", readyAt: { not: null }, endedAt: { gt: new Date(now - RATE_WINDOW_MS) } },
    }),
    db.sandbox.findMany({ where: { state: "ready" }, select: { expiresAt: true, lastActiveAt: true } }),
  ]);
  const { waiting, reservations } = state;
  const positions = new Map(orderQueue(waiting, reservations).map(({ id }, index) => [id, index + 1]));
  const tookMs = lastStarts.map(({ admittedAt, readyAt }) => Number(readyAt) - Number(admittedAt));
  const startSeconds =
    tookMs.length > 0 ? tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length / 1000 : USUAL_START_SECONDS;
  const kept = Math.max(0, countKeptPlaces(reservations, null) - state.warm);
  const places = Math.max(0, countFreePlaces({ ...state, room }, limits) - kept);
  // when each of those at work is over, if nobody does anything
  const endsInSeconds = live
    .map((row) => (Math.min(row.expiresAt.getTime(), row.lastActiveAt.getTime() + limits.idleTimeoutMs) - now) / 1000)
    .sort((a, b) => a - b);
  return {
    positions,
    estimateSeconds: (position) => {
      if (position <= places) return Math.ceil((Math.ceil(position / limits.parallelStarts) + 0.5) * startSeconds);
      // free places are kept for a class: no figure tells when that changes
      if (kept > 0) return null;
      const missing = position - places;
      const byRate = ended > 0 ? (missing * RATE_WINDOW_MS) / 1000 / ended : Number.POSITIVE_INFINITY;
      const byEnds = endsInSeconds[missing - 1] ?? Number.POSITIVE_INFINITY;
      const seconds = Math.min(byRate, byEnds);
      return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
    },
  };
}
