"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { api, type SessionUser } from "@/app/client/api";
import { useReadiness } from "@/app/client/use-readiness";
import type { BrokenLesson, CourseView, LessonCard } from "@/lib/shared/lesson-view";
import type { ReadinessView } from "@/lib/shared/readiness-view";
import { BrokenStop, LessonStop } from "./lesson-stop";
import { NameField } from "./name-field";
import { findNext, type ProgressState, toStanding } from "./progress-store";

interface Props {
  courses: CourseView[];
  /** Lessons that cannot be started yet. */
  readiness: ReadinessView;
}

/** The courses with where the student stands. Progress comes after the page, so that the map is there at once. */
export function CourseMap({ courses, readiness: given }: Props) {
  const t = useTranslations("courses");
  const readiness = useReadiness(given);
  const [progress, setProgress] = useState<ProgressState>({ kind: "loading" });
  const [user, setUser] = useState<SessionUser | null>(null);
  useEffect(() => {
    let isGone = false;
    void (async () => {
      try {
        const session = await api.getSession();
        const lessons = session.user ? (await api.getProgress()).lessons : {};
        if (isGone) return;
        setUser(session.user);
        setProgress({ kind: "loaded", lessons });
      } catch {
        if (!isGone) setProgress({ kind: "failed" });
      }
    })();
    return () => {
      isGone = true;
    };
  }, []);

  const lessons = progress.kind === "loaded" ? progress.lessons : {};
  const next = findNext(
    courses.flatMap((course) => course.lessons).filter(({ id }) => !readiness[id]),
    ({ id }) => toStanding(lessons[id]) === "completed",
  );

  return (
    <div className="flex flex-col gap-14">
      {user ? <NameField user={user} onUser={setUser} /> : null}
      {progress.kind === "failed" ? (
        <p role="status" className="rounded-md border border-lantern-line bg-lantern-wash px-4 py-3 text-sm">
          {t("progressFailed")}
        </p>
      ) : null}
      {courses.map((course) => (
        <CourseSection
          key={course.slug}
          course={course}
          progress={progress}
          readiness={readiness}
          nextLesson={progress.kind === "loading" ? null : (next?.id ?? null)}
        />
      ))}
    </div>
  );
}

function CourseSection({
  course,
  progress,
  readiness,
  nextLesson,
}: {
  course: CourseView;
  progress: ProgressState;
  readiness: ReadinessView;
  nextLesson: string | null;
}) {
  const t = useTranslations("courses");
  const lessons = progress.kind === "loaded" ? progress.lessons : {};
  const done = course.lessons.filter((lesson) => lessons[lesson.id]?.completedAt).length;
  const total = course.lessons.length;
  const stops = toStops(course);
  return (
    <section aria-labelledby={`course-${course.slug}`}>
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div className="max-w-xl">
          <h2 id={`course-${course.slug}`} className="text-2xl">
            {course.title}
          </h2>
          <p className="mt-1.5 text-soft">{course.summary}</p>
        </div>
        {progress.kind === "loaded" ? (
          <div className="w-44">
            <p className="text-sm text-soft" aria-hidden>
              {t("progressText", { total, done })}
            </p>
            <div
              role="progressbar"
              aria-label={t("progressLabel", { title: course.title, total, done })}
              aria-valuemin={0}
              aria-valuemax={total}
              aria-valuenow={done}
              className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-line"
            >
              <div className="h-full bg-pine" style={{ width: `${total ? (done / total) * 100 : 0}%` }} />
            </div>
          </div>
        ) : null}
      </div>
      {/* The lessons are stops along one shore. */}
      <ol className="mt-6">
        {stops.map((stop, index) =>
          "index" in stop ? (
            <BrokenStop key={stop.id} lesson={stop} isLast={index === stops.length - 1} />
          ) : (
            <LessonStop
              key={stop.id}
              lesson={stop}
              progress={progress}
              readiness={readiness[stop.id] ?? null}
              isNext={stop.id === nextLesson}
              isLast={index === stops.length - 1}
            />
          ),
        )}
      </ol>
    </section>
  );
}

/** All lessons of a course in their order. */
function toStops({ lessons, broken }: CourseView): (LessonCard | BrokenLesson)[] {
  const stops: (LessonCard | BrokenLesson)[] = [...lessons];
  for (const lesson of broken) stops.splice(lesson.index, 0, lesson);
  return stops;
}
