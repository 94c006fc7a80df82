import { getDb } from "../db";
import type { Verdict } from "../shared/check";

export interface RecordVerdictOptions {
  /** From getOrStartAttempt, which asks whose it is; never from a browser. */
  attemptId: string;
  check: { id: string; points: number };
  verdict: Verdict;
  sandboxId: string | null;
  /** The student gave an answer or pressed the button; what is seen by itself is no try. */
  byHand: boolean;
}

export interface RecordedVerdict {
  passedAt: Date | null;
  tries: number;
  /** True for exactly one of all calls that pass this check of this attempt. */
  isNewlyPassed: boolean;
}

interface Row {
  passedAt: Date | null;
  tries: number;
}

/**
 * Keeps what a check was found to be. A pass stays: later verdicts change nothing of it. `unknown` is ours and touches
 * neither tries nor the pass. One statement, so that of passes at the same moment one is counted.
 */
export async function recordVerdict({
  attemptId,
  check,
  verdict,
  sandboxId,
  byHand,
}: RecordVerdictOptions): Promise<RecordedVerdict> {
  const db = getDb();
  const isPass = verdict.status === "passed";
  const tries = byHand && verdict.status !== "unknown" ? 1 : 0;
  const points = isPass ? check.points : 0;
  const [changed] = await db.$queryRaw<Row[]>`
    INSERT INTO "CheckRecord" AS record ("attemptId", "checkId", "points", "tries", "passedAt", "sandboxId", "verdict", "updatedAt")
    VALUES (${attemptId}::uuid, ${check.id}, ${points}::int, ${tries}::int, CASE WHEN ${isPass} THEN now() END,
            ${sandboxId}::uuid, ${JSON.stringify(verdict)}::jsonb, now())
    ON CONFLICT ("attemptId", "checkId") DO UPDATE SET
      "points" = excluded."points",
      "tries" = record."tries" + excluded."tries",
      "passedAt" = excluded."passedAt",
      "sandboxId" = excluded."sandboxId",
      "verdict" = excluded."verdict",
      "updatedAt" = excluded."updatedAt"
    WHERE record."passedAt" IS NULL
    RETURNING "passedAt", "tries"`;
  if (changed) return { ...changed, isNewlyPassed: isPass };
  const passed = await db.checkRecord.findUniqueOrThrow({
    where: { attemptId_checkId: { attemptId, checkId: check.id } },
    select: { passedAt: true, tries: true },
  });
  return { ...passed, isNewlyPassed: false };
}
