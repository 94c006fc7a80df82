"use client";
import { ArrowRight, Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { Link } from "@/i18n/navigation";
import { LessonText } from "./lesson-text";
import { findProgress, useWorkspace } from "./workspace-context";

/** The end: what was done, what is still open, where to go. */
export function LessonOutro() {
  const t = useTranslations("outro");
  const common = useTranslations("common");
  const { view, state, goToStep } = useWorkspace();
  const checks = view.steps.flatMap((step, index) => step.checks.map((check) => ({ check, index })));
  const open = checks.filter(({ check }) => findProgress(state, check.id)?.status !== "passed");
  const isComplete = checks.length > 0 && open.length === 0;
  return (
    <article aria-labelledby="step-title" className="mx-auto max-w-[44rem] px-5 pb-16 pt-7 sm:px-8">
      {isComplete ? (
        <span aria-hidden className="mb-4 flex h-12 w-12 items-center justify-center rounded-full bg-pine text-surface">
          <Check size={26} strokeWidth={3} />
        </span>
      ) : null}
      <h2 id="step-title" tabIndex={-1} className="text-[1.625rem] outline-none">
        {isComplete ? t("title") : t("unfinishedTitle")}
      </h2>
      <p className="mt-2 text-lg text-soft">
        {isComplete ? t("completed", { total: checks.length }) : t("unfinished", { left: open.length })}
      </p>
      {state.attempt ? (
        <p className="mt-1 font-semibold">
          {common("pointsOf", { points: state.attempt.points, max: state.attempt.maxPoints })}
        </p>
      ) : null}
      {open.length > 0 ? (
        <section className="mt-8">
          <h3 className="text-lg">{t("remaining")}</h3>
          <ul className="mt-2 divide-y divide-line border-y border-line">
            {open.map(({ check, index }) => (
              <li key={check.id}>
                <button
                  type="button"
                  className="flex w-full items-baseline gap-3 py-2.5 text-left hover:text-water"
                  onClick={() => goToStep(index)}
                >
                  <span className="w-6 flex-none text-sm text-faint">{index + 1}</span>
                  <span className="flex-1">{check.title}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {view.outro ? (
        <section className="mt-8">
          <LessonText tree={view.outro} />
        </section>
      ) : null}
      <div className="mt-10 flex flex-wrap gap-2 border-t border-line pt-6">
        {view.next ? (
          <Link
            href={`/learn/${view.next.course}/${view.next.slug}`}
            className={`button ${isComplete ? "button-lantern" : ""}`}
          >
            {t("nextLesson")}: {view.next.title}
            <ArrowRight size={17} aria-hidden />
          </Link>
        ) : null}
        <Link href="/courses" className="button button-quiet">
          {t("toCourses")}
        </Link>
      </div>
      <p className="mt-5 text-sm text-faint">{t("stopNote")}</p>
    </article>
  );
}
