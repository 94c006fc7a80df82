"use client";
import { Languages } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { Suspense } from "react";
import { Link, usePathname } from "@/i18n/navigation";
import type { Locale } from "@/lib/shared/locale";

/** The same page in the other language, its label in that language. */
export function LanguageLink() {
  return (
    <Suspense>
      <SwitchingLink />
    </Suspense>
  );
}

function SwitchingLink() {
  const t = useTranslations("language");
  const locale = useLocale();
  const other: Locale = locale === "ko" ? "en" : "ko";
  const query = useSearchParams().toString();
  const pathname = usePathname();
  return (
    <Link
      href={query ? `${pathname}?${query}` : pathname}
      locale={other}
      lang={other}
      hrefLang={other}
      scroll={false}
      className="button button-quiet button-small"
      aria-label={t("switchTo")}
    >
      <Languages size={17} aria-hidden />
      {t(other)}
    </Link>
  );
}
