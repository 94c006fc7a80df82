"use client";
import { NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { useLayoutEffect, useState } from "react";
import { loadTexts } from "@/i18n/load-texts";
import type { LessonView } from "@/lib/shared/lesson-view";
import type { Locale } from "@/lib/shared/locale";
import type { ReadinessView } from "@/lib/shared/readiness-view";
import type { Texts } from "@/lib/shared/texts/ko";
import { LessonWorkspace } from "./lesson-workspace";

interface Props {
  views: Readonly<Record<Locale, LessonView>>;
  lessonTitles: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
  initialStep: string | null;
  /** Lessons that cannot be started yet. */
  readiness: ReadinessView;
}

/**
 * Holds the lesson in both languages and switches between them without leaving the page, so that terminals, files, typed
 * answers and the step stay as they are. See docs/decisions/005-language-switch.md.
 */
export function LessonPage({ views, lessonTitles, initialStep, readiness }: Props) {
  const [language, setLanguage] = useState<{ locale: Locale; messages: Texts }>({
    locale: useLocale(),
    messages: useMessages(),
  });
  const { locale, messages } = language;
  // the server knows only its own; times come with data of the browser, so nothing was rendered with the wrong one
  const [timeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);

  const switchTo = async (next: Locale) => {
    const texts = await loadTexts(next);
    setLanguage({ locale: next, messages: texts });
    const { pathname, search, hash } = window.location;
    window.history.replaceState(null, "", pathname.replace(/^\/(ko|en)(?=\/|$)/, `/${next}`) + search + hash);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in Firefox yet
    document.cookie = `NEXT_LOCALE=${next}; path=/; max-age=31536000; samesite=lax`;
  };

  // with the commit, not after it: what is read aloud and its language must not differ
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
    document.title = `${views[locale].title} · ${messages.site.name}`;
  }, [locale, messages, views]);

  return (
    <NextIntlClientProvider locale={locale} messages={messages} timeZone={timeZone}>
      <LessonWorkspace
        view={views[locale]}
        lessonTitles={lessonTitles[locale]}
        initialStep={initialStep}
        readiness={readiness}
        onLocale={(next) => void switchTo(next)}
      />
    </NextIntlClientProvider>
  );
}
