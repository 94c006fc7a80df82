import type { LessonProgress, ProgressView } from "@/lib/shared/lesson-view";

export type ProgressState =
  | { kind: "loading" }
  | { kind: "loaded"; lessons: Readonly<ProgressView> }
  | { kind: "failed" };

export type LessonStanding = "completed" | "inProgress" | "notStarted";

export function toStanding(progress: LessonProgress | undefined): LessonStanding {
  if (!progress) return "notStarted";
  return progress.completedAt ? "completed" : "inProgress";
}
