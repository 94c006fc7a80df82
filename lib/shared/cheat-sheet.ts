/** The commands that the lessons teach, in one language, by course and lesson. */
export interface CheatSheetCourse {
  slug: string;
  title: string;
  lessons: CheatSheetLesson[];
}

export interface CheatSheetLesson {
  /** `course/slug`. */
  id: string;
  number: string;
  title: string;
  entries: CheatSheetEntry[];
}

export interface CheatSheetEntry {
  /** Id of the topic. */
  id: string;
  /** How the command or option is written. */
  command: string;
  meaning: string;
  /** The line by which the step teaches it; null when the step leaves it to the student. */
  example: string | null;
  /** The step that teaches it first. */
  step: string;
  stepTitle: string;
}
