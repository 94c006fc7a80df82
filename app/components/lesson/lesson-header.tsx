"use client";
import { Keyboard, Languages } from "lucide-react";
import dynamic from "next/dynamic";
import { useLocale, useTranslations } from "next-intl";
import { LogoMark } from "@/app/components/site/logo";
import { ThemeButton } from "@/app/components/site/theme-button";
import { Link } from "@/i18n/navigation";
import type { Locale } from "@/lib/shared/locale";
import { useWorkspace } from "./workspace-context";

const ShortcutsDialog = dynamic(() => import("./shortcuts-dialog"), { ssr: false });

interface Props {
  onLocale: (locale: Locale) => void;
  isHelpOpen: boolean;
  onHelp: (isOpen: boolean) => void;
}

export function LessonHeader({ onLocale, isHelpOpen, onHelp }: Props) {
  const t = useTranslations();
  const locale = useLocale();
  const { view, state } = useWorkspace();
  const other: Locale = locale === "ko" ? "en" : "ko";
  return (
    <header className="flex h-13 items-center gap-1 border-b border-line bg-page pl-3 pr-2">
      <Link
        href="/courses"
        aria-label={t("lesson.backToCourses")}
        title={t("lesson.backToCourses")}
        className="flex flex-none items-center rounded-md p-1 text-ink hover:bg-sunken"
      >
        <LogoMark className="h-7 w-7" />
      </Link>
      <h1 className="ml-2 flex min-w-0 flex-1 items-baseline gap-2.5 text-base">
        <span className="flex-none font-mono text-sm font-normal text-faint">{view.number}</span>
        <span className="truncate">{view.title}</span>
      </h1>
      {state.attempt ? (
        <p className="mr-2 flex-none text-sm font-semibold tabular-nums text-soft">
          {t("common.pointsOf", { points: state.attempt.points, max: state.attempt.maxPoints })}
        </p>
      ) : null}
      <button
        type="button"
        lang={other}
        className="button button-quiet button-small !px-2"
        aria-label={t("language.switchTo")}
        onClick={() => onLocale(other)}
      >
        <Languages size={17} aria-hidden />
        <span className="max-[560px]:hidden">{t(`language.${other}`)}</span>
      </button>
      <button
        type="button"
        className="icon-button max-[899px]:!hidden"
        aria-haspopup="dialog"
        aria-label={t("shortcuts.open")}
        title={t("shortcuts.open")}
        onClick={() => onHelp(true)}
      >
        <Keyboard size={18} aria-hidden />
      </button>
      {isHelpOpen ? <ShortcutsDialog onClose={() => onHelp(false)} /> : null}
      <ThemeButton />
    </header>
  );
}
