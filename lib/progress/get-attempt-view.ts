import { getDb } from "../db";
import type { AttemptView, CheckProgress } from "../shared/lesson-view";
import type { Locale } from "../shared/locale";
import { getOrStartAttempt } from "./get-or-start-attempt";
import { parseStoredVerdict } from "./stored-verdict";

export interface CheckDefinition {
  id: string;
  points: number;
}

interface CheckRow {
  checkId: string;
  tries: number;
  passedAt: Date | null;
  verdict: unknown;
}

/**
 * Where the user stands with a lesson, begun if it was not, in the order of `checks`, the lesson's own.
 * Records of checks the lesson no longer has are left out; those it has anew are not yet passed.
 */
export async function getAttemptView(
  userId: string,
  lesson: string,
  checks: readonly CheckDefinition[],
  locale: Locale,
): Promise<AttemptView> {
  const attempt = await getOrStartAttempt(userId, lesson);
  const rows = await getDb().checkRecord.findMany({
    where: { attemptId: attempt.id },
    select: { checkId: true, tries: true, passedAt: true, verdict: true },
  });
  const rowByCheck = new Map(rows.map((row) => [row.checkId, row]));
  const isPassed = (check: CheckDefinition) => rowByCheck.get(check.id)?.passedAt != null;
  return {
    id: attempt.id,
    lesson,
    lastStep: attempt.lastStep,
    points: sumPoints(checks.filter(isPassed)),
    maxPoints: sumPoints(checks),
    checks: checks.map((check) => toCheckProgress(check.id, rowByCheck.get(check.id), locale)),
    startedAt: attempt.startedAt.toISOString(),
    completedAt: attempt.completedAt?.toISOString() ?? null,
  };
}

function toCheckProgress(checkId: string, row: CheckRow | undefined, locale: Locale): CheckProgress {
  const verdict = parseStoredVerdict(row?.verdict);
  return {
    checkId,
    status: row?.passedAt ? "passed" : (verdict?.status ?? "not-yet"),
    passedAt: row?.passedAt?.toISOString() ?? null,
    tries: row?.tries ?? 0,
    observations: verdict?.observations ?? [],
    message: (verdict?.mistake?.message ?? verdict?.feedback)?.[locale] ?? null,
  };
}

function sumPoints(checks: readonly CheckDefinition[]): number {
  return checks.reduce((sum, check) => sum + check.points, 0);
}
