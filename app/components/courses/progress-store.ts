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

/** What comes after the furthest that is done, as long as there is something; then what was left out before it. */
export function findNext<Lesson>(lessons: readonly Lesson[], isDone: (lesson: Lesson) => boolean): Lesson | undefined {
  const furthest = lessons.findLastIndex(isDone);
  return lessons.slice(furthest + 1)[0] ?? lessons.find((lesson) => !isDone(lesson));
}
