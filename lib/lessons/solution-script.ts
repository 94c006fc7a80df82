import type { ProblemList } from "./problem";

/** One part of solution.sh: from one marker to the next. */
export interface SolutionPart {
  /** Null when the script has no markers and does everything at once. */
  step: string | null;
  /** A whole script: lines before the first marker, such as `set -eu` and functions, stand before every part. */
  text: string;
}

/** `# step: ID` begins a step; `# look` inside a step has the checks looked at before the script goes on. */
const MARKER = /^#\s*(?:step:\s*(\S+)|look)\s*$/;

export function splitSolution(source: string): SolutionPart[] {
  const lines = source.split("\n");
  const starts = lines.flatMap((line, index) => (MARKER.test(line) ? [index] : []));
  if (starts.length === 0) return [{ step: null, text: source }];
  const preamble = lines.slice(0, starts[0]);
  let step: string | null = null;
  return starts.map((start, index) => {
    step = MARKER.exec(lines[start] ?? "")?.[1] ?? step;
    return { step, text: `${[...preamble, ...lines.slice(start, starts[index + 1])].join("\n").trimEnd()}\n` };
  });
}

/** Markers name the lesson's steps, all of them or none, in their order. */
export function lintSolution(source: string, steps: readonly { id: string }[], problems: ProblemList): void {
  const ids = steps.map((step) => step.id);
  const seen: string[] = [];
  for (const [index, line] of source.split("\n").entries()) {
    const id = MARKER.exec(line)?.[1];
    if (!id) continue;
    const place = { line: index + 1, column: 1 };
    if (!ids.includes(id)) problems.add("solutionMarkerUnknown", place, { id });
    else if (ids.indexOf(id) < seen.length || seen.includes(id)) problems.add("solutionMarkerOrder", place, { id });
    else if (ids.indexOf(id) > seen.length) {
      for (const skipped of ids.slice(seen.length, ids.indexOf(id)))
        problems.add("solutionMarkerMissing", place, { id: skipped });
      seen.push(...ids.slice(seen.length, ids.indexOf(id) + 1));
    } else seen.push(id);
  }
  if (seen.length === 0) return;
  for (const id of ids.slice(seen.length)) problems.add("solutionMarkerMissing", undefined, { id });
}
