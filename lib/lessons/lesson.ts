import type { Check } from "../shared/check";
import type { Locale, LocalizedText } from "../shared/locale";
import type { CompiledSection } from "./compile-markdown";
import type { Problem } from "./problem";
import type { LessonFile } from "./schema";
import type { Topics } from "./topic";

/** One lesson as loaded: everything the pages, the grader and the proof take from it. */
export interface Lesson {
  /** `course/slug`; the digits before the slug only give the order, so that a lesson can move. */
  id: string;
  course: string;
  slug: string;
  /** Absolute path of its folder. */
  folder: string;
  file: LessonFile;
  definition: LessonDefinition;
  sections: Record<Locale, CompiledSection[]>;
}

/** What grading and sandboxes need; never sent to a browser. */
export interface LessonDefinition {
  id: string;
  /** Hash of everything that matters to checks; an attempt remembers the one it was made on. */
  version: string;
  steps: { id: string; checks: Check[] }[];
  /** All checks in the order of their steps. */
  checks: Check[];
  /** Images of the hub: what the lesson needs, and what must be absent at its start. */
  images: LessonFile["images"];
  /** Folder copied into ~/work; null when the lesson brings none. */
  filesFolder: string | null;
}

/** One lesson's folder after loading: `lesson` is null when it cannot be shown. */
export interface LoadedLesson {
  id: string;
  course: string;
  slug: string;
  lesson: Lesson | null;
  /** Number and title as far as they could be read; the slug otherwise. */
  number: string;
  title: LocalizedText;
  problems: Problem[];
}

export interface LoadedCourse {
  slug: string;
  number: string;
  title: LocalizedText;
  summary: LocalizedText;
  lessons: LoadedLesson[];
}

export interface LoadedCourses {
  courses: LoadedCourse[];
  /** Null when topics.yaml is broken. */
  topics: Topics | null;
  /** Problems that belong to no lesson: of course files, of the glossary, of folders. */
  problems: Problem[];
}
