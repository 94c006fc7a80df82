import type { Root } from "hast";
import type { CheckStatus, Observation } from "./check";

interface LessonHead {
  id: string;
  course: string;
  slug: string;
  /** Code of the curriculum, such as B2. */
  number: string;
  title: string;
  summary: string;
  minutes: number;
}

/** A lesson as a page needs it in one language: sanitized trees, no answers, no conditions. */
export interface LessonView extends LessonHead {
  /** Hash of everything that matters to checks; an attempt remembers the one it was made on. */
  version: string;
  steps: StepView[];
  /** What was learned and what to try next. */
  outro: Root | null;
  previous: LessonLink | null;
  next: LessonLink | null;
}

export interface StepView {
  id: string;
  title: string;
  body: Root;
  checks: CheckView[];
}

export interface CheckView {
  id: string;
  title: string;
  points: number;
  kind: "live" | "answer" | "choice";
  question?: string;
  placeholder?: string;
  multiple?: boolean;
  options?: { id: string; text: string }[];
}

export interface LessonLink {
  course: string;
  slug: string;
  title: string;
}

export interface CourseView {
  slug: string;
  /** Letter of the curriculum. */
  number: string;
  title: string;
  summary: string;
  lessons: LessonCard[];
  /** Apart from the others, so that a list never links to one by accident. */
  broken: BrokenLesson[];
}

/** A lesson that cannot be shown for a mistake in its files. */
export interface BrokenLesson {
  id: string;
  number: string;
  title: string;
  /** Its place among all of the course. */
  index: number;
}

export interface LessonCard extends LessonHead {
  steps: number;
  points: number;
}

/** Where one student stands with one check. */
export interface CheckProgress {
  checkId: string;
  status: CheckStatus;
  passedAt: string | null;
  /** How often it was tried by hand: answers given and presses of the button. */
  tries: number;
  observations: Observation[];
  /** Author's message in the student's language, when a named mistake or an option's feedback applies. */
  message: string | null;
}

/** Where one student stands with one lesson. */
export interface AttemptView {
  id: string;
  lesson: string;
  lastStep: string | null;
  points: number;
  maxPoints: number;
  checks: CheckProgress[];
  startedAt: string;
  completedAt: string | null;
}

/** Where a student stands with each lesson they have begun, by lesson id. */
export type ProgressView = Record<string, LessonProgress>;

export interface LessonProgress {
  points: number;
  /** How many checks have passed. */
  passed: number;
  completedAt: string | null;
}
