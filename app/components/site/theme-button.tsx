"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { applyTheme, parseTheme, THEMES, type Theme } from "@/app/client/theme";

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Goes round: as the system, light, dark. */
export function ThemeButton() {
  const t = useTranslations("theme");
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(parseTheme(document.documentElement.dataset.theme)), []);
  const Icon = ICONS[theme];
  const label = t("button", { theme: t(theme) });
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        setTheme(next);
        applyTheme(next);
      }}
    >
      <Icon size={18} aria-hidden />
    </button>
  );
}
