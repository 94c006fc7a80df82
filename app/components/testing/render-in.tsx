import { cleanup, render } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { afterEach } from "vitest";
import type { Locale } from "@/lib/shared/locale";
import { texts as en } from "@/lib/shared/texts/en";
import { texts as ko } from "@/lib/shared/texts/ko";

// Without vitest's globals Testing Library does not clean up by itself.
afterEach(cleanup);

/** Renders in one language; `switchTo` gives the same tree the other, as the lesson's page does. */
export function renderIn(locale: Locale, node: ReactNode) {
  const wrap = (language: Locale, child: ReactNode) => (
    <NextIntlClientProvider locale={language} messages={language === "ko" ? ko : en} timeZone="Asia/Seoul">
      {child}
    </NextIntlClientProvider>
  );
  const view = render(wrap(locale, node));
  return { ...view, switchTo: (language: Locale, child: ReactNode = node) => view.rerender(wrap(language, child)) };
}
