"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { LessonSession, LessonState } from "@/app/client/lesson-session";
import type { LessonView } from "@/lib/shared/lesson-view";

const OUTRO = "outro";

/** Which step is in view: from the address, else where the student was last; kept in the address and told to the server. */
export function useSteps(
  view: LessonView,
  session: LessonSession | null,
  state: LessonState,
  initialStep: string | null,
) {
  const [stepIndex, setStepIndex] = useState(() => Math.max(0, toIndex(view, initialStep)));
  const wasChosen = useRef(initialStep !== null);

  const lastStep = state.attempt?.lastStep ?? null;
  useEffect(() => {
    if (wasChosen.current || lastStep === null) return;
    wasChosen.current = true;
    const index = toIndex(view, lastStep);
    if (index >= 0) setStepIndex(index);
  }, [lastStep, view]);

  const id = view.steps[stepIndex]?.id ?? OUTRO;
  const hasAttempt = state.attempt !== null;
  useEffect(() => {
    if (hasAttempt && wasChosen.current) session?.setStep(id);
  }, [hasAttempt, id, session]);

  const goToStep = useCallback(
    (index: number) => {
      const next = Math.min(Math.max(index, 0), view.steps.length);
      wasChosen.current = true;
      setStepIndex(next);
      const url = new URL(window.location.href);
      url.searchParams.set("step", view.steps[next]?.id ?? OUTRO);
      window.history.replaceState(null, "", url);
    },
    [view],
  );
  return { stepIndex, goToStep };
}

function toIndex(view: LessonView, step: string | null): number {
  return step === OUTRO ? view.steps.length : view.steps.findIndex((other) => other.id === step);
}
