import { getLessonDefinition } from "../lessons";
import type { Runtime } from "../runtime";
import { NaruError } from "../shared/errors";
import { LessonSession, type SessionFollower, type SessionUser } from "./lesson-session";

/** How long a session outlives its last tab, so that a reload finds its watch still running. */
const LINGER_MS = 5_000;

export interface OpenSession {
  session: LessonSession;
  user: SessionUser;
  /** Begins the messages: attempt, sandbox and files as they are, then every change. */
  follow: (follower: SessionFollower) => void;
  release: () => void;
}

interface Entry {
  session: LessonSession;
  holders: number;
  closing: NodeJS.Timeout | undefined;
}

/** The lessons students have open in this process: one watch for all tabs of a student at a lesson. */
export class SessionRegistry {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly runtime: Runtime) {}

  /** @throws NaruError LESSON_NOT_FOUND, LESSON_BROKEN, RATE_LIMITED for too many tabs. */
  async open(user: SessionUser, lesson: string, maxHolders: number): Promise<OpenSession> {
    const definition = await getLessonDefinition(lesson);
    const key = `${user.userId} ${lesson}`;
    const entry = this.#entries.get(key) ?? {
      session: new LessonSession(this.runtime, user.userId, definition),
      holders: 0,
      closing: undefined,
    };
    if (entry.holders >= maxHolders) throw new NaruError("RATE_LIMITED");
    this.#entries.set(key, entry);
    clearTimeout(entry.closing);
    entry.holders += 1;
    let unfollow = () => {};
    let isReleased = false;
    return {
      session: entry.session,
      user,
      follow: (follower) => {
        unfollow = entry.session.follow(user, follower);
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        unfollow();
        entry.holders -= 1;
        if (entry.holders > 0) return;
        entry.closing = setTimeout(() => {
          this.#entries.delete(key);
          entry.session.close();
        }, LINGER_MS);
        entry.closing.unref();
      },
    };
  }
}
