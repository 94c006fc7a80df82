import { useTranslations } from "next-intl";
import { Link } from "@/i18n/navigation";
import { LanguageLink } from "./language-link";
import { LogoMark, Wordmark } from "./logo";
import { ThemeButton } from "./theme-button";

export function SiteHeader() {
  const t = useTranslations("site");
  return (
    <header className="border-b border-line bg-page print:hidden">
      <div className="mx-auto flex h-16 max-w-6xl items-center gap-1 px-4 sm:px-6">
        <Link href="/" aria-label={t("home")} className="mr-auto flex items-center gap-2.5 text-ink">
          <LogoMark className="h-8 w-8" />
          <Wordmark className="h-6" />
        </Link>
        <nav aria-label={t("mainNavigation")}>
          <Link href="/courses" className="button button-quiet button-small">
            {t("courses")}
          </Link>
        </nav>
        <LanguageLink />
        <ThemeButton />
      </div>
    </header>
  );
}
