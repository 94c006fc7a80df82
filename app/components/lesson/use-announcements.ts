"use client";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import type { LessonSession, LessonState } from "@/app/client/lesson-session";
import { useDynamicTexts } from "@/app/client/use-dynamic-texts";
import type { LessonView } from "@/lib/shared/lesson-view";
import { findCheckView } from "./workspace-context";

/** What is read aloud: outcomes that changed, the computer's coming and going, and that a lesson can be started at last. */
export function useAnnouncements(
  session: LessonSession | null,
  state: LessonState,
  view: LessonView,
  isWaiting: boolean,
): { message: string; announce: (text: string) => void } {
  const t = useTranslations();
  const { describeObservation } = useDynamicTexts();
  const [message, setMessage] = useState("");
  const latest = useRef({ t, view, describeObservation });
  useEffect(() => {
    latest.current = { t, view, describeObservation };
  });
  // A text said twice must differ to be read twice.
  const announce = useCallback(
    (text: string) => setMessage((before) => (before === text ? `${text}\u00a0` : text)),
    [],
  );

  useEffect(
    () =>
      session?.onCheck((check, before) => {
        const { t, view, describeObservation } = latest.current;
        const title = findCheckView(view, check.checkId)?.title;
        const isSame = before && before.status === check.status && before.tries === check.tries;
        if (!title || isSame || (check.status === "not-yet" && check.tries === (before?.tries ?? 0))) return;
        const [first] = check.observations;
        const detail = check.message ?? (first ? describeObservation(first) : null);
        const said =
          check.status === "passed"
            ? t("check.announcePassed", { title })
            : check.status === "not-yet"
              ? t("check.announceNotYet", { title })
              : t("check.announceUnknown", { title });
        announce(detail ? `${said}. ${detail}` : said);
      }),
    [announce, session],
  );

  const sandboxState = state.sandbox?.state;
  const endReason = state.sandbox?.endReason;
  useEffect(() => {
    const { t } = latest.current;
    if (sandboxState === "ready") announce(t("sandbox.announceReady"));
    if (sandboxState === "starting") announce(t("sandbox.announceStarting"));
    if (sandboxState === "ended" && endReason) announce(t(`sandbox.end.${endReason}.title`));
  }, [announce, sandboxState, endReason]);

  const wasWaiting = useRef(isWaiting);
  useEffect(() => {
    if (wasWaiting.current && !isWaiting) announce(latest.current.t("readiness.announceReady"));
    wasWaiting.current = isWaiting;
  }, [announce, isWaiting]);

  return { message, announce };
}
