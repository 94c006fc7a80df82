import type { Root } from "hast";
import type { Check } from "../shared/check";
import type { CheckView, CourseView, LessonCard, LessonLink, LessonView, StepView } from "../shared/lesson-view";
import type { Locale } from "../shared/locale";
import type { Lesson, LoadedCourse } from "./lesson";
import { findStepSection } from "./lint-sections";

export function toLessonView(
  lesson: Lesson,
  locale: Locale,
  neighbours: { previous?: Lesson; next?: Lesson },
): LessonView {
  const { file, definition } = lesson;
  const sections = lesson.sections[locale];
  const intro = sections.find((section) => section.kind === "intro")?.body;
  const steps = file.steps.map((step, index): StepView => {
    const section = findStepSection(sections, step.id);
    const body = section?.body ?? { type: "root", children: [] };
    return {
      id: step.id,
      title: section?.title ?? step.id,
      body: index === 0 && intro ? joinRoots(intro, body) : body,
      checks: step.checks.map((check) => toCheckView(check, locale)),
    };
  });
  return {
    id: lesson.id,
    course: lesson.course,
    slug: lesson.slug,
    number: file.number,
    title: file.title[locale],
    summary: file.summary[locale],
    minutes: file.minutes,
    version: definition.version,
    steps,
    outro: sections.find((section) => section.kind === "outro")?.body ?? null,
    previous: toLink(neighbours.previous, locale),
    next: toLink(neighbours.next, locale),
  };
}

/** The check without its conditions, right options and answers. */
export function toCheckView(check: Check, locale: Locale): CheckView {
  const { when } = check;
  const view = { id: check.id, title: check.title[locale], points: check.points };
  if (when.kind === "answer") {
    const placeholder = when.placeholder?.[locale];
    return { ...view, kind: "answer", question: when.question[locale], ...(placeholder && { placeholder }) };
  }
  if (when.kind === "choice") {
    const options = when.options.map((option) => ({ id: option.id, text: option.text[locale] }));
    return { ...view, kind: "choice", question: when.question[locale], multiple: when.multiple, options };
  }
  return { ...view, kind: "live" };
}

export function toCourseListing(course: LoadedCourse, locale: Locale): CourseView {
  const { slug, number, title, summary } = course;
  return {
    slug,
    number,
    title: title[locale],
    summary: summary[locale],
    lessons: course.lessons.flatMap(({ lesson }) => (lesson ? [toCard(lesson, locale)] : [])),
    broken: course.lessons.flatMap(({ lesson, id, number, title: name }, index) =>
      lesson ? [] : [{ id, number, title: name[locale], index }],
    ),
  };
}

function toCard({ id, course, slug, file, definition }: Lesson, locale: Locale): LessonCard {
  return {
    id,
    course,
    slug,
    number: file.number,
    title: file.title[locale],
    summary: file.summary[locale],
    minutes: file.minutes,
    steps: file.steps.length,
    points: definition.checks.reduce((sum, check) => sum + check.points, 0),
  };
}

function toLink(lesson: Lesson | undefined, locale: Locale): LessonLink | null {
  return lesson ? { course: lesson.course, slug: lesson.slug, title: lesson.file.title[locale] } : null;
}

function joinRoots(first: Root, second: Root): Root {
  return { type: "root", children: [...first.children, ...second.children] };
}
