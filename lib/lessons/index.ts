import { readConfig } from "../config";
import type { CheatSheetCourse } from "../shared/cheat-sheet";
import type { CourseView, LessonView } from "../shared/lesson-view";
import type { Locale } from "../shared/locale";
import type { LessonDefinition } from "./lesson";
import { type LessonLibrary, openLessonLibrary } from "./lesson-library";

export type { LessonDefinition } from "./lesson";
export type { ProofBench, ProofScript, ProofVerdicts } from "./prove";
export { type LessonsCommandContext, runLessonsCommand } from "./run-lessons-command";

// One a copy of this module, on purpose: what is kept can be read again, and errors keep this copy's class
let library: LessonLibrary | undefined;

function getLibrary(): LessonLibrary {
  library ??= openLessonLibrary({ reloads: readConfig().mode === "development" });
  return library;
}

/** All courses in the order of the curriculum. */
export function listCourses(locale: Locale): Promise<CourseView[]> {
  return getLibrary().listCourses(locale);
}

/** The commands that the lessons teach, for the cheat sheet. */
export function getCheatSheet(locale: Locale): Promise<CheatSheetCourse[]> {
  return getLibrary().getCheatSheet(locale);
}

/** One lesson as a page needs it. @throws NaruError LESSON_NOT_FOUND, LESSON_BROKEN. */
export function getLesson(id: string, locale: Locale): Promise<LessonView> {
  return getLibrary().getLesson(id, locale);
}

/** What grading and the sandbox need of a lesson. @throws NaruError LESSON_NOT_FOUND, LESSON_BROKEN. */
export function getLessonDefinition(id: string): Promise<LessonDefinition> {
  return getLibrary().getLessonDefinition(id);
}
