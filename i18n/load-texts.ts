import type { Locale } from "@/lib/shared/locale";
import type { StatusTexts } from "@/lib/shared/texts/en/status";
import type { Texts } from "@/lib/shared/texts/ko";

/** One language's texts; each is a chunk of its own, so that a page carries only the language it shows. */
export async function loadTexts(locale: Locale): Promise<Texts> {
  return locale === "ko"
    ? (await import("@/lib/shared/texts/ko")).texts
    : (await import("@/lib/shared/texts/en")).texts;
}

/** The operator's texts, which no other page carries. */
export async function loadStatusTexts(locale: Locale): Promise<StatusTexts> {
  return locale === "ko"
    ? (await import("@/lib/shared/texts/ko/status")).status
    : (await import("@/lib/shared/texts/en/status")).status;
}
