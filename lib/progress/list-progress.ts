import { getDb } from "../db";

/** How far a user is with a lesson they have begun. */
export interface LessonProgress {
  lesson: string;
  points: number;
  /** Ids of checks passed, among them perhaps some the lesson no longer has. */
  passedChecks: string[];
  lastStep: string | null;
  startedAt: string;
  completedAt: string | null;
}

/** All lessons the user has begun, last begun first; for the course map. */
export async function listProgress(userId: string): Promise<LessonProgress[]> {
  const attempts = await getDb().attempt.findMany({
    where: { userId },
    orderBy: { startedAt: "desc" },
    select: {
      lesson: true,
      lastStep: true,
      startedAt: true,
      completedAt: true,
      checks: { where: { passedAt: { not: null } }, select: { checkId: true, points: true } },
    },
  });
  return attempts.map(({ lesson, lastStep, startedAt, completedAt, checks }) => ({
    lesson,
    points: checks.reduce((sum, check) => sum + check.points, 0),
    passedChecks: checks.map((check) => check.checkId),
    lastStep,
    startedAt: startedAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  }));
}
