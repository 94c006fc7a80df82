import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { LOCALES } from "../shared/locale";
import type { LoadedCourse, LoadedCourses, LoadedLesson } from "./lesson";
import { listTree } from "./lesson-files";
import { lintProse } from "./lint-prose";
import { lintAvoided } from "./lint-terms";
import { type LessonPlace, loadLesson, type Vocabulary } from "./load-lesson";
import { parseYaml } from "./parse-yaml";
import { type Locate, ProblemList } from "./problem";
import { readSource } from "./read-source";
import { courseSchema, type Glossary, glossarySchema } from "./schema";
import { topicsSchema } from "./topic";

const COURSE_FOLDER = /^[a-z][a-z0-9-]{0,47}$/;
const LESSON_FOLDER = /^\d{3}-([a-z][a-z0-9-]{0,47})$/;

/** Lessons loaded before, by folder; one whose files have not changed since is not read again. */
export type LessonCache = Map<string, { stamp: string; lesson: LoadedLesson }>;

/** Loads all content below the root. A broken lesson is listed with its problems and takes no other one down. */
export async function loadCourses(
  root: string,
  cache: LessonCache = new Map(),
  { hubImages }: Pick<LessonPlace, "hubImages"> = {},
): Promise<LoadedCourses> {
  const shownRoot = path.relative(process.cwd(), path.resolve(root)) || ".";
  const own = new ProblemList(shownRoot);
  const glossary = await loadShared(root, shownRoot, "glossary.yaml", glossarySchema);
  const topics = await loadShared(root, shownRoot, "topics.yaml", topicsSchema);
  if (glossary.value && glossary.locate) lintGlossary(glossary.value, glossary.locate, glossary.list);
  const vocabulary: Vocabulary = { glossary: glossary.value, topics: topics.value };
  const problems = [...glossary.list.problems, ...topics.list.problems];
  const courses: LoadedCourse[] = [];

  for (const slug of await listFolders(root)) {
    if (!COURSE_FOLDER.test(slug)) {
      own.add("courseFolderName", undefined, { name: slug });
      continue;
    }
    const folder = path.resolve(root, slug);
    const shown = `${shownRoot}/${slug}`;
    const list = new ProblemList(`${shown}/course.yaml`);
    const source = await readSource(path.join(folder, "course.yaml"), "course.yaml", list);
    const course = source === null ? undefined : parseYaml(source, courseSchema, list)?.value;
    const lessons: LoadedLesson[] = [];
    for (const name of await listFolders(folder)) {
      const lessonSlug = LESSON_FOLDER.exec(name)?.[1];
      if (!lessonSlug) {
        const misnamed = new ProblemList(`${shown}/${name}`);
        misnamed.add("folderName", undefined, { name });
        problems.push(...misnamed.problems);
        continue;
      }
      const place = {
        course: slug,
        courseNumber: course?.number ?? null,
        slug: lessonSlug,
        folder: path.join(folder, name),
        shownFolder: `${shown}/${name}`,
        hubImages,
      };
      const stamp = JSON.stringify([await stampOf(place.folder), course?.number ?? null, vocabulary]);
      const cached = cache.get(place.folder);
      const lesson = cached?.stamp === stamp ? cached.lesson : await loadLesson(place, vocabulary);
      cache.set(place.folder, { stamp, lesson });
      lessons.push(withoutTwin(lesson, lessons, place.shownFolder));
    }
    problems.push(...list.problems);
    const { number = "", title = { ko: slug, en: slug }, summary = { ko: "", en: "" } } = course ?? {};
    courses.push({ slug, number, title, summary, lessons });
  }
  courses.sort((left, right) => compare(left.number || "~", right.number || "~") || compare(left.slug, right.slug));
  return {
    courses: courses.map((course) => withNumbersOnce(course)),
    topics: topics.value,
    problems: [...own.problems, ...problems],
  };
}

/** Two folders with one slug would be one lesson to the database: the later one cannot be shown. */
function withoutTwin(lesson: LoadedLesson, earlier: readonly LoadedLesson[], shownFolder: string): LoadedLesson {
  if (!earlier.some((other) => other.slug === lesson.slug)) return lesson;
  const list = new ProblemList(`${shownFolder}/lesson.yaml`);
  list.add("duplicateSlug", undefined, { slug: lesson.slug, other: lesson.id });
  return { ...lesson, lesson: null, problems: [...lesson.problems, ...list.problems] };
}

function withNumbersOnce(course: LoadedCourse): LoadedCourse {
  const taken = new Map<string, string>();
  const lessons = course.lessons.map((lesson) => {
    const other = taken.get(lesson.number);
    taken.set(lesson.number, other ?? lesson.id);
    if (!other || !lesson.number) return lesson;
    const file = lesson.problems[0]?.file ?? lesson.lesson?.folder ?? lesson.id;
    const list = new ProblemList(file);
    list.add("duplicateNumber", undefined, { number: lesson.number, other });
    return { ...lesson, problems: [...lesson.problems, ...list.problems] };
  });
  return { ...course, lessons };
}

/** A file that all lessons share: empty when it is not there, null when it is there and broken. */
async function loadShared<Value extends object>(
  root: string,
  shownRoot: string,
  name: string,
  schema: z.ZodType<Value>,
) {
  const list = new ProblemList(`${shownRoot}/${name}`);
  const file = path.join(root, name);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  const source = isThere ? await readSource(file, name, list) : "{}";
  const parsed = source === null ? null : parseYaml(source, schema, list);
  return { value: parsed?.value ?? null, locate: parsed?.locate, list };
}

/** The glossary's own explanations keep the rules it makes. */
function lintGlossary(glossary: Glossary, locate: Locate, problems: ProblemList): void {
  for (const [id, entry] of Object.entries(glossary)) {
    for (const locale of LOCALES) {
      const prose = [{ text: entry[locale].text, place: locate([id, locale, "text"]) }];
      lintProse(prose, locale, problems);
      if (locale === "ko") lintAvoided(prose, glossary, problems);
    }
  }
}

async function listFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

/** Names, times and sizes of everything in a folder. */
async function stampOf(folder: string): Promise<string[]> {
  const stamps: string[] = [];
  for (const { name, kind } of await listTree(folder)) {
    if (kind !== "file") continue;
    const { mtimeMs, size } = await stat(path.join(folder, name));
    stamps.push(`${name} ${mtimeMs} ${size}`);
  }
  return stamps;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
