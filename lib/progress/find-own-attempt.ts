import { getDb, isRowId } from "../db";

/** The user's own attempt; undefined for another's just as for none. */
export async function findOwnAttempt(
  userId: string,
  attemptId: string,
): Promise<{ id: string; lesson: string } | undefined> {
  if (!isRowId(attemptId)) return undefined;
  const row = await getDb().attempt.findFirst({ where: { id: attemptId, userId }, select: { id: true, lesson: true } });
  return row ?? undefined;
}
