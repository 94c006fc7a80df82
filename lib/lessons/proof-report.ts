import type { Verdict } from "../shared/check";

/** One thing that was looked at. */
export interface ProofRow {
  run: number;
  /** untouched, solution, or the script of a wrong state. */
  part: string;
  check: string;
  expected: string;
  finding: string;
  isOk: boolean;
  /** How long the check alone takes, where it was timed. */
  lookMs?: number;
}

export interface ProofReport {
  lesson: string;
  runs: number;
  isProved: boolean;
  /** Wrong states that were not looked at, for want of time. */
  leftOut: number;
  rows: ProofRow[];
}

/** A verdict in a few words: status, the named mistake, what was observed. */
export function toFinding(verdict: Verdict | undefined): string {
  if (!verdict) return "not-yet: nothing answered";
  if (verdict.status !== "not-yet") return verdict.status;
  const seen = [
    verdict.mistake && `mistake ${verdict.mistake.id}`,
    ...verdict.observations.map((observation) => observation.key),
  ];
  const told = seen.filter(Boolean).join(", ");
  return told ? `not-yet: ${told}` : "not-yet";
}

/** The report as a table of plain text, failures marked. */
export function toProofTable(report: ProofReport): string {
  const cells = report.rows.map((row) => [
    row.isOk ? "ok" : "FAILED",
    String(row.run),
    row.part,
    row.check,
    row.expected,
    row.lookMs === undefined ? row.finding : `${row.finding} in ${Math.round(row.lookMs)} ms`,
  ]);
  const table = [["", "run", "part", "check", "expected", "found"], ...cells];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
