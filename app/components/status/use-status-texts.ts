"use client";
import { createTranslator, useLocale } from "next-intl";
import { createContext, useContext, useMemo } from "react";
import type { StatusTexts } from "@/lib/shared/texts/en/status";

const StatusTextsContext = createContext<StatusTexts | null>(null);
export const StatusTextsProvider = StatusTextsContext.Provider;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNITS = ["KiB", "MiB", "GiB", "TiB"] as const;

/** The page's own texts and how it writes sizes and times, in the reader's language. */
export function useStatusTexts() {
  const texts = useContext(StatusTextsContext);
  if (!texts) throw new Error("useStatusTexts is for what lies in a StatusTextsProvider");
  const locale = useLocale();
  return useMemo(() => {
    const t = createTranslator({ locale, messages: texts });
    const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
    return {
      t,
      /** As a clock of the reader's shows it. */
      clock: (iso: string) => time.format(new Date(iso)),
      age: (ms: number) => {
        const left = Math.max(0, ms);
        if (left < MINUTE_MS) return t("age.seconds", { count: Math.floor(left / 1000) });
        if (left < HOUR_MS) return t("age.minutes", { count: Math.floor(left / MINUTE_MS) });
        const hours = Math.floor(left / HOUR_MS);
        if (left < DAY_MS) return t("age.hours", { hours, minutes: Math.floor((left % HOUR_MS) / MINUTE_MS) });
        return t("age.days", { days: Math.floor(left / DAY_MS), hours: Math.floor((left % DAY_MS) / HOUR_MS) });
      },
      size: (bytes: number | null) => (bytes === null ? "–" : toSize(bytes)),
    };
  }, [locale, texts]);
}

function toSize(bytes: number): string {
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
