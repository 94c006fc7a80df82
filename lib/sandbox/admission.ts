import type { Config } from "../config";
import type { LabRoom } from "../docker";

export interface Waiting {
  id: string;
  /** The class whose seats the student may take, while it is open. */
  reservationId: string | null;
}

export interface OpenReservation {
  id: string;
  seats: number;
  /** Sandboxes its students hold now. */
  taken: number;
}

export interface AdmissionState {
  /** In order of arrival. */
  waiting: readonly Waiting[];
  reservations: readonly OpenReservation[];
  /** Sandboxes of students and of the pool that the machine carries, those being made included. */
  holding: number;
  /** Those that stand ready in the pool, among them. */
  warm: number;
  /** Those being made: what they will use is not in the measured figures yet. */
  inTheMaking: number;
  /** Students' starts under way. */
  starting: number;
  /** Null when it cannot be measured: the start itself then says what is wrong. */
  room: LabRoom | null;
}

type Limits = Config["sandbox"];

/** Whose students wait first: those of a class that has seats left, then everybody by arrival. */
export function orderQueue<T extends Waiting>(waiting: readonly T[], reservations: readonly OpenReservation[]): T[] {
  const left = new Map(reservations.map(({ id, seats, taken }) => [id, seats - taken]));
  const first: T[] = [];
  const rest: T[] = [];
  for (const one of waiting) {
    const seats = one.reservationId === null ? 0 : (left.get(one.reservationId) ?? 0);
    if (one.reservationId !== null && seats > 0) {
      left.set(one.reservationId, seats - 1);
      first.push(one);
    } else rest.push(one);
  }
  return [...first, ...rest];
}

/** How many more sandboxes the machine carries, by its limit, its memory and its disk; never below 0. */
export function countFreePlaces(
  { holding, inTheMaking, room }: Pick<AdmissionState, "holding" | "inTheMaking" | "room">,
  limits: Limits,
): number {
  const byLimit = limits.limit - holding;
  if (!room) return Math.max(0, byLimit);
  const byMemory =
    Math.floor((room.memoryAvailableBytes - limits.memoryFloorBytes) / limits.expectedMemoryBytes) - inTheMaking;
  const byDisk = Math.floor((room.diskFreeBytes - limits.diskFloorBytes) / limits.expectedDiskBytes) - inTheMaking;
  return Math.max(0, Math.min(byLimit, byMemory, byDisk));
}

/** Places somebody of `reservationId` must leave to classes that have not come yet. */
export function countKeptPlaces(reservations: readonly OpenReservation[], reservationId: string | null): number {
  return reservations
    .filter(({ id }) => id !== reservationId)
    .reduce((kept, { seats, taken }) => kept + Math.max(0, seats - taken), 0);
}

/**
 * Who of those waiting may take a warm one, in order, while `usable` are left. Classes' kept places stay kept: who has no
 * seat of their own takes only what goes beyond them.
 */
export function planClaims(state: AdmissionState, usable: number, limits: Limits): string[] {
  const reservations = state.reservations.map((one) => ({ ...one }));
  const places = countFreePlaces(state, limits);
  const claiming: string[] = [];
  let { warm } = state;
  let isBlocked = false;
  for (const one of orderQueue(state.waiting, reservations)) {
    if (claiming.length >= usable) break;
    const own = reservations.find(({ id, seats, taken }) => id === one.reservationId && taken < seats);
    if (!own && (isBlocked || warm + places - countKeptPlaces(reservations, null) <= 0)) {
      isBlocked = true;
      continue;
    }
    if (own) own.taken += 1;
    claiming.push(one.id);
    warm -= 1;
  }
  return claiming;
}

/** Whose turn it is now, in order. One who cannot go yet holds up nobody whose class has seats. */
export function planAdmission(state: AdmissionState, limits: Limits): string[] {
  const reservations = state.reservations.map((one) => ({ ...one }));
  let places = countFreePlaces(state, limits);
  let starts = limits.parallelStarts - state.starting;
  const admitted: string[] = [];
  let isBlocked = false;
  for (const one of orderQueue(state.waiting, reservations)) {
    if (starts <= 0 || places <= 0) break;
    const own = reservations.find(({ id, seats, taken }) => id === one.reservationId && taken < seats);
    // a class may have its places from the pool too
    const kept = Math.max(0, countKeptPlaces(reservations, null) - state.warm);
    if (!own && (isBlocked || places - kept <= 0)) {
      isBlocked = true;
      continue;
    }
    if (own) own.taken += 1;
    admitted.push(one.id);
    places -= 1;
    starts -= 1;
  }
  return admitted;
}
