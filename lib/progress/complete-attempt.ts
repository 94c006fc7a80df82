import { getDb } from "../db";

/**
 * Marks an attempt completed once every check of `checkIds`, all of the lesson's, has passed; a lesson without checks is
 * never completed. Returns when it was completed, now or before, or null. Safe to call after every pass and at the same time.
 */
export async function completeAttempt({
  attemptId,
  checkIds,
}: {
  attemptId: string;
  checkIds: readonly string[];
}): Promise<Date | null> {
  const db = getDb();
  const ids = [...new Set(checkIds)];
  if (ids.length === 0) return null;
  await db.$executeRaw`
    UPDATE "Attempt" SET "completedAt" = now()
    WHERE "id" = ${attemptId}::uuid AND "completedAt" IS NULL AND ${ids.length}::int = (
      SELECT count(*) FROM "CheckRecord"
      WHERE "attemptId" = ${attemptId}::uuid AND "passedAt" IS NOT NULL AND "checkId" = ANY(${ids}))`;
  const attempt = await db.attempt.findUnique({ where: { id: attemptId }, select: { completedAt: true } });
  return attempt?.completedAt ?? null;
}
