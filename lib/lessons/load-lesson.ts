import { access } from "node:fs/promises";
import path from "node:path";
import { LOCALES, type Locale } from "../shared/locale";
import { type CompiledMarkdown, compileMarkdown } from "./compile-markdown";
import type { Lesson, LessonDefinition, LoadedLesson } from "./lesson";
import { readLessonFiles } from "./lesson-files";
import { toLessonVersion } from "./lesson-version";
import { lintCovers } from "./lint-covers";
import { lintImages } from "./lint-images";
import { lintParity } from "./lint-parity";
import { lintProse } from "./lint-prose";
import { lintSections } from "./lint-sections";
import { isQuestion, lintSteps } from "./lint-steps";
import { lintAvoided, lintFirstTerms } from "./lint-terms";
import { parseYaml } from "./parse-yaml";
import { isBroken, type Locate, ProblemList } from "./problem";
import { readSource } from "./read-source";
import { type Glossary, type LessonFile, lessonSchema } from "./schema";
import { lintSolution } from "./solution-script";
import type { Topics } from "./topic";
import type { GlossaryTexts } from "./transform-state";

export interface LessonPlace {
  course: string;
  /** Letter of the course; null when course.yaml is broken. */
  courseNumber: string | null;
  slug: string;
  /** Absolute folder, and the name it has in messages. */
  folder: string;
  shownFolder: string;
  /** Every `name:tag` of the hub, for the author's check; without them names of images are not looked at. */
  hubImages?: readonly string[];
}

/** Words that all lessons share; null where the file itself is broken, so that no lesson is blamed for it. */
export interface Vocabulary {
  glossary: Glossary | null;
  topics: Topics | null;
}

/** Loads one lesson's folder. Never throws for what an author wrote: that is told as problems. */
export async function loadLesson(place: LessonPlace, vocabulary: Vocabulary): Promise<LoadedLesson> {
  const { glossary, topics } = vocabulary;
  const { course, slug, folder, shownFolder } = place;
  const id = `${course}/${slug}`;
  const listOf = (name: string) => new ProblemList(`${shownFolder}/${name}`);
  const lists = {
    yaml: listOf("lesson.yaml"),
    ko: listOf("ko.md"),
    en: listOf("en.md"),
    solution: listOf("solution.sh"),
    files: listOf("files"),
  };

  const yamlSource = await readSource(path.join(folder, "lesson.yaml"), "lesson.yaml", lists.yaml);
  const parsed = yamlSource === null ? null : parseYaml(yamlSource, lessonSchema, lists.yaml);
  const compiled = {
    ko: await compileLanguage(folder, "ko", glossary, lists.ko),
    en: await compileLanguage(folder, "en", glossary, lists.en),
  };
  const files = await readLessonFiles(path.join(folder, "files"), lists.files);

  if (parsed) {
    const { value: file, locate } = parsed;
    if (place.courseNumber && !file.number.startsWith(place.courseNumber)) {
      lists.yaml.add("numberOutsideCourse", locate(["number"]), { number: file.number, course: place.courseNumber });
    }
    lintSteps(file, locate, lists.yaml);
    if (topics) lintCovers(file, topics, locate, lists.yaml);
    if (place.hubImages) lintImages(file.images, place.hubImages, locate, lists.yaml);
    lintYamlTexts(file, glossary, locate, lists.yaml);
    await lintProof(folder, file, locate, lists.yaml, lists.solution);
    for (const locale of LOCALES) {
      const text = compiled[locale];
      if (text) lintSections(text.sections, file.steps, lists[locale]);
    }
    if (compiled.ko && compiled.en) lintParity(compiled.ko.sections, compiled.en.sections, file.steps, lists.en);
  }

  const problems = Object.values(lists).flatMap((list) => list.problems);
  let lesson: Lesson | null = null;
  if (parsed && compiled.ko && compiled.en && !isBroken(problems)) {
    const { value: file } = parsed;
    const definition = toDefinition(id, file, files.folder, files.hash);
    lesson = {
      id,
      course,
      slug,
      folder,
      file,
      definition,
      sections: { ko: compiled.ko.sections, en: compiled.en.sections },
    };
  }
  const { number = "", title = { ko: slug, en: slug } } = parsed?.value ?? {};
  return { id, course, slug, lesson, number, title, problems };
}

function toDefinition(id: string, file: LessonFile, filesFolder: string | null, filesHash: string): LessonDefinition {
  return {
    id,
    version: toLessonVersion(file, filesHash),
    steps: file.steps.map((step) => ({ id: step.id, checks: step.checks })),
    checks: file.steps.flatMap((step) => step.checks),
    images: file.images,
    filesFolder,
  };
}

async function compileLanguage(
  folder: string,
  locale: Locale,
  glossary: Glossary | null,
  list: ProblemList,
): Promise<CompiledMarkdown | null> {
  const source = await readSource(path.join(folder, `${locale}.md`), `${locale}.md`, list);
  if (source === null) return null;
  const texts: GlossaryTexts =
    glossary && Object.fromEntries(Object.entries(glossary).map(([id, entry]) => [id, entry[locale]]));
  const compiled = compileMarkdown(source, texts, list);
  lintProse(compiled.prose, locale, list);
  if (locale === "ko") lintFirstTerms(compiled.terms, list);
  if (locale === "ko" && glossary) lintAvoided(compiled.prose, glossary, list);
  return compiled;
}

/** The texts of lesson.yaml keep the same habits as the pages. */
function lintYamlTexts(file: LessonFile, glossary: Glossary | null, locate: Locate, problems: ProblemList): void {
  visitTexts(file, [], (path, locale, text) => {
    const prose = [{ text, place: locate(path) }];
    lintProse(prose, locale, problems);
    if (locale === "ko" && glossary) lintAvoided(prose, glossary, problems);
  });
}

function visitTexts(
  value: unknown,
  path: (string | number)[],
  visit: (path: (string | number)[], locale: Locale, text: string) => void,
): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, field] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if ((key === "ko" || key === "en") && typeof field === "string") visit(here, key, field);
    else visitTexts(field, here, visit);
  }
}

/** solution.sh and the wrong states: what the proof will run. */
async function lintProof(
  folder: string,
  file: LessonFile,
  locate: Locate,
  yaml: ProblemList,
  solution: ProblemList,
): Promise<void> {
  if (!(await exists(path.join(folder, "solution.sh")))) yaml.add("solutionMissing", undefined, {});
  else {
    const source = await readSource(path.join(folder, "solution.sh"), "solution.sh", solution);
    if (source !== null) lintSolution(source, file.steps, solution);
  }

  const checks = new Map(file.steps.flatMap((step) => step.checks.map((check) => [check.id, check] as const)));
  for (const [index, wrong] of file.wrong.entries()) {
    const check = checks.get(wrong.check);
    if (!check) yaml.add("wrongUnknownCheck", locate(["wrong", index, "check"]), { id: wrong.check });
    else if (wrong.mistake && !check.mistakes.some((mistake) => mistake.id === wrong.mistake)) {
      yaml.add("wrongUnknownMistake", locate(["wrong", index, "mistake"]), { id: wrong.mistake, check: wrong.check });
    }
    const name = `wrong/${wrong.script}`;
    if (!(await exists(path.join(folder, name))))
      yaml.add("wrongScriptMissing", locate(["wrong", index, "script"]), { name });
  }
  for (const [index, step] of file.steps.entries()) {
    const isOnlyQuestions = step.checks.every(isQuestion);
    const isProved = step.checks.some((check) => file.wrong.some((wrong) => wrong.check === check.id));
    if (!isOnlyQuestions && !isProved) yaml.add("wrongStateMissing", locate(["steps", index, "id"]), { id: step.id });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
