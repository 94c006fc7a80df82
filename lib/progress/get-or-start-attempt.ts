import { getDb } from "../db";

export interface Attempt {
  id: string;
  lesson: string;
  lastStep: string | null;
  startedAt: Date;
  completedAt: Date | null;
}

const FIELDS = { id: true, lesson: true, lastStep: true, startedAt: true, completedAt: true } as const;

/** The user's one attempt at a lesson, begun now if there is none. `version` is the lesson's, remembered when it begins. */
export async function getOrStartAttempt(userId: string, lesson: string, version?: string): Promise<Attempt> {
  const db = getDb();
  const key = { userId_lesson: { userId, lesson } };
  const found = await db.attempt.findUnique({ where: key, select: FIELDS });
  if (found) return found;
  // two tabs may begin at once: the second insert changes nothing
  await db.attempt.createMany({ data: [{ userId, lesson, lessonVersion: version }], skipDuplicates: true });
  return db.attempt.findUniqueOrThrow({ where: key, select: FIELDS });
}
