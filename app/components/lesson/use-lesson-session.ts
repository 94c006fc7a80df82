"use client";
import { useLocale } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { takeAutoStart } from "@/app/client/auto-start";
import { INITIAL_STATE, LessonSession, type LessonState } from "@/app/client/lesson-session";

const never = () => () => undefined;

/** One session a lesson, opened when the page is there and closed when it goes; the language changes inside it. */
export function useLessonSession(
  lesson: string,
  { mayStart }: { mayStart: boolean },
): { session: LessonSession | null; state: LessonState } {
  const locale = useLocale();
  const [session, setSession] = useState<LessonSession | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new language must not open a new session
  useEffect(() => {
    const opened = new LessonSession(lesson, locale);
    setSession(opened);
    void opened.open().then(() => {
      if (takeAutoStart(lesson) && mayStart) void opened.start();
    });
    return () => {
      setSession(null);
      opened.dispose();
    };
  }, [lesson]);
  useEffect(() => session?.setLocale(locale), [session, locale]);
  const state = useSyncExternalStore(
    session?.subscribe ?? never,
    session?.getState ?? (() => INITIAL_STATE),
    () => INITIAL_STATE,
  );
  return { session, state };
}
