import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { NaruError } from "../shared/errors";

const WINDOW_SECONDS = 10;
/** A tab that comes back asks for 13 tickets at once; nobody clicks so fast. */
const USER_REQUESTS = 120;
/** A class of 200 behind one address, all of them coming back in the same second. */
const ADDRESS_REQUESTS = 4000;

/** What may be asked in a time. In memory: a restart forgives, and two processes each count for themselves. */
export interface RequestLimits {
  /** A request or handshake that changes something. @throws NaruError TOO_MANY_REQUESTS with retryAfterSeconds; so do the others. */
  takeFromAddress(address: string): Promise<void>;
  takeFromUser(userId: string): Promise<void>;
  takeNewSession(address: string): Promise<void>;
}

export function createRequestLimits({ sessionsPerMinute }: { sessionsPerMinute: number }): RequestLimits {
  const byAddress = new RateLimiterMemory({ points: ADDRESS_REQUESTS, duration: WINDOW_SECONDS });
  const byUser = new RateLimiterMemory({ points: USER_REQUESTS, duration: WINDOW_SECONDS });
  const sessions = new RateLimiterMemory({ points: sessionsPerMinute, duration: 60 });
  return {
    takeFromAddress: (address) => take(byAddress, address),
    takeFromUser: (userId) => take(byUser, userId),
    takeNewSession: (address) => take(sessions, address),
  };
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new NaruError("TOO_MANY_REQUESTS", { retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) });
  }
}
