"use client";
import { Check, Flag } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LessonState } from "@/app/client/lesson-session";
import type { LessonView } from "@/lib/shared/lesson-view";

interface Props {
  view: LessonView;
  state: Pick<LessonState, "attempt">;
  stepIndex: number;
  onStep: (index: number) => void;
}

/** The lesson's stops: where one is, which are done. */
export function StepNavigation({ view, state, stepIndex, onStep }: Props) {
  const t = useTranslations("lesson");
  const passed = new Set(
    state.attempt?.checks.filter((check) => check.status === "passed").map((check) => check.checkId),
  );
  const outro = view.steps.length;
  return (
    <nav aria-label={t("stepNavigation")} className="border-b border-line bg-page px-5 py-2.5">
      <ol className="flex items-center">
        {view.steps.map((step, index) => {
          const isDone = step.checks.length > 0 && step.checks.every((check) => passed.has(check.id));
          const isCurrent = index === stepIndex;
          return (
            <li key={step.id} className="flex flex-1 items-center">
              <button
                type="button"
                aria-current={isCurrent ? "step" : undefined}
                aria-label={`${t("stepLink", { step: index + 1, title: step.title })}${isDone ? `, ${t("stepDone")}` : ""}`}
                title={step.title}
                onClick={() => onStep(index)}
                className={`flex h-7 w-7 flex-none items-center justify-center rounded-full border-2 text-[0.8125rem] font-bold tabular-nums ${
                  isDone
                    ? `border-pine bg-pine text-surface ${isCurrent ? "ring-2 ring-lantern ring-offset-2 ring-offset-page" : ""}`
                    : isCurrent
                      ? "border-lantern bg-lantern text-on-lantern"
                      : "border-rule bg-surface text-soft hover:border-water hover:text-water"
                }`}
              >
                {isDone ? <Check size={15} strokeWidth={3} aria-hidden /> : index + 1}
              </button>
              <span aria-hidden className={`mx-1 h-0.5 flex-1 ${isDone ? "bg-pine-line" : "bg-line"}`} />
            </li>
          );
        })}
        <li>
          <button
            type="button"
            aria-current={stepIndex === outro ? "step" : undefined}
            aria-label={t("finish")}
            title={t("finish")}
            onClick={() => onStep(outro)}
            className={`flex h-7 w-7 items-center justify-center rounded-full border-2 ${stepIndex === outro ? "border-lantern bg-lantern text-on-lantern" : "border-rule bg-surface text-soft hover:border-water hover:text-water"}`}
          >
            <Flag size={14} aria-hidden />
          </button>
        </li>
      </ol>
    </nav>
  );
}
