"use client";
import { Printer, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Link } from "@/i18n/navigation";
import type { CheatSheetCourse, CheatSheetEntry, CheatSheetLesson } from "@/lib/shared/cheat-sheet";

/** Every command taught, by course and lesson; found by any of its words, and made to be printed. */
export function CheatSheet({ courses }: { courses: CheatSheetCourse[] }) {
  const t = useTranslations("cheatSheet");
  const [query, setQuery] = useState("");
  const field = useId();
  const shown = filterCourses(courses, query);
  const count = shown.flatMap((course) => course.lessons.flatMap((lesson) => lesson.entries)).length;
  return (
    <div className="flex flex-col gap-10">
      <div className="flex flex-wrap items-center gap-3 print:hidden">
        <label htmlFor={field} className="sr-only">
          {t("search")}
        </label>
        <div className="relative min-w-0 flex-1 basis-64">
          <Search size={18} aria-hidden className="absolute left-3 top-1/2 -translate-y-1/2 text-faint" />
          <input
            id={field}
            type="search"
            className="field !pl-10"
            placeholder={t("placeholder")}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
        <p role="status" className="text-sm text-soft">
          {count === 0 ? t("none") : t("count", { count })}
        </p>
        <button type="button" className="button" onClick={() => window.print()}>
          <Printer size={17} aria-hidden />
          {t("print")}
        </button>
      </div>
      {shown.map((course) => (
        <section key={course.slug} aria-labelledby={`sheet-${course.slug}`}>
          <h2 id={`sheet-${course.slug}`} className="text-2xl">
            {course.title}
          </h2>
          {course.lessons.map((lesson) => (
            <LessonCommands key={lesson.id} lesson={lesson} />
          ))}
        </section>
      ))}
    </div>
  );
}

function LessonCommands({ lesson }: { lesson: CheatSheetLesson }) {
  return (
    <section className="mt-6" aria-labelledby={`sheet-${lesson.number}`}>
      <h3 id={`sheet-${lesson.number}`} className="break-after-avoid text-lg">
        <Link href={`/learn/${lesson.id}`} className="hover:text-water">
          <span className="mr-2 font-mono text-sm text-faint">{lesson.number}</span>
          {lesson.title}
        </Link>
      </h3>
      <ul className="mt-2 border-t border-line">
        {lesson.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} lesson={lesson} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ entry, lesson }: { entry: CheatSheetEntry; lesson: CheatSheetLesson }) {
  const t = useTranslations("cheatSheet");
  const { command, meaning, example, step, stepTitle } = entry;
  return (
    <li className="grid break-inside-avoid gap-x-6 gap-y-1 border-b border-line py-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] print:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] print:py-1.5">
      <code className="self-start text-[0.9375rem] font-bold">{command}</code>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span>{meaning}</span>
          <Link
            href={`/learn/${lesson.id}?step=${step}`}
            className="text-sm text-water underline decoration-1 underline-offset-4 print:hidden"
            aria-label={t("toStep", { lesson: lesson.title, step: stepTitle })}
          >
            {stepTitle}
          </Link>
        </p>
        {example && example !== command ? (
          <code className="mt-1 block whitespace-pre-wrap text-sm text-soft">{example}</code>
        ) : null}
      </div>
    </li>
  );
}

/** Entries that hold every word of the query, in their own text or their lesson's title. */
function filterCourses(courses: CheatSheetCourse[], query: string): CheatSheetCourse[] {
  const wanted = query.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (lesson: CheatSheetLesson, entry: CheatSheetEntry) => {
    const text = [lesson.title, entry.command, entry.meaning, entry.example, entry.stepTitle].join("\n").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return courses.flatMap((course) => {
    const lessons = course.lessons.flatMap((lesson) => {
      const entries = lesson.entries.filter((entry) => matches(lesson, entry));
      return entries.length > 0 ? [{ ...lesson, entries }] : [];
    });
    return lessons.length > 0 ? [{ ...course, lessons }] : [];
  });
}
