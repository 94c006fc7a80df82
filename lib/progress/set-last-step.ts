import { getDb } from "../db";

/** Remembers where the user is in a lesson they have begun; does nothing in one they have not. */
export async function setLastStep(userId: string, lesson: string, step: string): Promise<void> {
  await getDb().attempt.updateMany({ where: { userId, lesson }, data: { lastStep: step } });
}
