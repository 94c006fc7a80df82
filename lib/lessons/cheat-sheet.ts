import type { CheatSheetCourse, CheatSheetEntry } from "../shared/cheat-sheet";
import type { Locale } from "../shared/locale";
import { withoutComments } from "./compare-command";
import type { CompiledSection } from "./compile-markdown";
import { findExample } from "./find-example";
import type { Lesson, LoadedCourses } from "./lesson";
import { findStepSection } from "./lint-sections";
import type { Topics } from "./topic";

/** What the lessons teach of commands and options, each where it is taught first. Broken lessons teach nothing. */
export function toCheatSheet({ courses, topics }: LoadedCourses, locale: Locale): CheatSheetCourse[] {
  const told = new Set<string>();
  const sheet = courses.map(({ slug, title, lessons }) => ({
    slug,
    title: title[locale],
    lessons: lessons.flatMap(({ lesson }) => {
      const entries = lesson ? toEntries(lesson, topics ?? {}, locale, told) : [];
      if (!lesson || entries.length === 0) return [];
      return [{ id: lesson.id, number: lesson.file.number, title: lesson.file.title[locale], entries }];
    }),
  }));
  return sheet.filter((course) => course.lessons.length > 0);
}

function toEntries(lesson: Lesson, topics: Topics, locale: Locale, told: Set<string>): CheatSheetEntry[] {
  return lesson.file.steps.flatMap((step) =>
    step.covers.flatMap((id) => {
      const topic = topics[id];
      if (!topic || !("command" in topic) || told.has(id)) return [];
      told.add(id);
      const section = findStepSection(lesson.sections[locale], step.id);
      const example = section ? findExample(topic.command, listLines(section)) : null;
      const stepTitle = section?.title ?? step.id;
      return [{ id, command: topic.command, meaning: topic[locale], example, step: step.id, stepTitle }];
    }),
  );
}

/** Commands to run, then lines of files to save: what the student really uses. */
function listLines({ facts }: CompiledSection): string[] {
  const commands = facts.commands.flatMap((command) => withoutComments(command.text).split(/(?<!\\)\n/));
  const lines = facts.saves.flatMap((save) => save.text.split("\n"));
  return [...commands, ...lines].map((line) => line.trim()).filter(Boolean);
}
