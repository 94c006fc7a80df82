import type { CheatSheetCourse } from "../shared/cheat-sheet";
import { NaruError } from "../shared/errors";
import type { CourseView, LessonView } from "../shared/lesson-view";
import type { Locale } from "../shared/locale";
import { toCheatSheet } from "./cheat-sheet";
import type { Lesson, LessonDefinition, LoadedCourses } from "./lesson";
import { toCourseListing, toLessonView } from "./lesson-view";
import { type LessonCache, loadCourses } from "./load-courses";

export interface LessonLibrary {
  listCourses(locale: Locale): Promise<CourseView[]>;
  getCheatSheet(locale: Locale): Promise<CheatSheetCourse[]>;
  /** @throws NaruError LESSON_NOT_FOUND, LESSON_BROKEN. */
  getLesson(id: string, locale: Locale): Promise<LessonView>;
  /** @throws NaruError LESSON_NOT_FOUND, LESSON_BROKEN. */
  getLessonDefinition(id: string): Promise<LessonDefinition>;
  /** Everything as loaded, with the problems; for tools of authors. */
  getContent(): Promise<LoadedCourses>;
}

export interface LibraryOptions {
  root?: string;
  /** True while lessons are being written: files that changed are read again at the next call. */
  reloads?: boolean;
}

/** Opens the lessons below a folder. They are loaded at the first call and kept. */
export function openLessonLibrary({ root = "lessons", reloads = false }: LibraryOptions = {}): LessonLibrary {
  const cache: LessonCache = new Map();
  let loading: Promise<LoadedCourses> | undefined;

  const getContent = (): Promise<LoadedCourses> => {
    if (loading) return loading;
    const started = loadCourses(root, cache);
    loading = started;
    const forget = () => {
      if (loading === started) loading = undefined;
    };
    // Calls made while a load runs share it. A failed one is tried again, since the folder may only not be there yet.
    started.then(reloads ? forget : undefined, forget);
    return started;
  };

  const listLessons = async () => (await getContent()).courses.flatMap((course) => course.lessons);

  const getHealthy = async (id: string): Promise<Lesson> => {
    const loaded = (await listLessons()).find((lesson) => lesson.id === id);
    if (!loaded) throw new NaruError("LESSON_NOT_FOUND", { lesson: id });
    if (!loaded.lesson) throw new NaruError("LESSON_BROKEN", { lesson: id });
    return loaded.lesson;
  };

  return {
    getContent,
    async listCourses(locale) {
      return (await getContent()).courses.map((course) => toCourseListing(course, locale));
    },
    async getCheatSheet(locale) {
      return toCheatSheet(await getContent(), locale);
    },
    async getLesson(id, locale) {
      const lesson = await getHealthy(id);
      const healthy = (await listLessons()).flatMap((loaded) => loaded.lesson ?? []);
      const index = healthy.findIndex((other) => other.id === id);
      return toLessonView(lesson, locale, { previous: healthy[index - 1], next: healthy[index + 1] });
    },
    async getLessonDefinition(id) {
      return (await getHealthy(id)).definition;
    },
  };
}
