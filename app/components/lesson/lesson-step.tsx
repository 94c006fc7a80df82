"use client";
import type { Root, RootContent } from "hast";
import { ArrowLeft, ArrowRight, Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { StepView } from "@/lib/shared/lesson-view";
import { LESSON_COMPONENTS } from "./lesson-elements";
import { LessonText } from "./lesson-text";
import { findProgress, useWorkspace } from "./workspace-context";

/** One step: its text with the checks in it, then the way on. */
export function LessonStep({ step }: { step: StepView }) {
  const t = useTranslations("lesson");
  const check = useTranslations("check");
  const { view, state, stepIndex, goToStep } = useWorkspace();
  const unplaced = useMemo(() => findUnplacedChecks(step), [step]);
  const passed = step.checks.filter(({ id }) => findProgress(state, id)?.status === "passed").length;
  const isDone = step.checks.length > 0 && passed === step.checks.length;
  const isLast = stepIndex === view.steps.length - 1;
  const PlacedCheck = LESSON_COMPONENTS["naru-check"];
  return (
    <article aria-labelledby="step-title" className="mx-auto max-w-[44rem] px-5 pb-16 pt-7 sm:px-8">
      <p className="text-sm text-faint">{t("stepOf", { total: view.steps.length, step: stepIndex + 1 })}</p>
      <h2 id="step-title" tabIndex={-1} className="mb-6 mt-1 text-[1.625rem] outline-none">
        {step.title}
      </h2>
      <LessonText tree={step.body} />
      {unplaced.length > 0 ? (
        <div className="mt-6 flex flex-col gap-3">
          {unplaced.map((id) => (
            <PlacedCheck key={id} id={id} />
          ))}
        </div>
      ) : null}
      <footer className="mt-10 border-t border-line pt-5">
        <p
          className={`mb-4 flex items-center gap-2 text-[0.9375rem] ${isDone ? "font-semibold text-pine" : "text-soft"}`}
        >
          {isDone ? <Check size={18} strokeWidth={3} aria-hidden /> : null}
          {step.checks.length === 0
            ? t("noChecks")
            : isDone
              ? t("stepPassed")
              : check("stepProgress", { total: step.checks.length, passed })}
        </p>
        <div className="flex flex-wrap justify-between gap-2">
          {stepIndex > 0 ? (
            <button type="button" className="button" onClick={() => goToStep(stepIndex - 1)}>
              <ArrowLeft size={17} aria-hidden />
              {t("previousStep")}
            </button>
          ) : (
            <span />
          )}
          <button
            type="button"
            className={`button ${isDone || step.checks.length === 0 ? "button-lantern" : ""}`}
            onClick={() => goToStep(stepIndex + 1)}
          >
            {isLast ? t("finish") : t("nextStep")}
            <ArrowRight size={17} aria-hidden />
          </button>
        </div>
      </footer>
    </article>
  );
}

/** Checks the text forgot: shown after it rather than lost. */
function findUnplacedChecks(step: StepView): string[] {
  const placed = new Set<string>();
  const visit = (node: Root | RootContent): void => {
    if (node.type === "element" && node.tagName === "naru-check") placed.add(String(node.properties.id));
    if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(step.body);
  return step.checks.filter(({ id }) => !placed.has(id)).map(({ id }) => id);
}
