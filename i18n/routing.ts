import { defineRouting } from "next-intl/routing";
import type { LOCALES } from "@/lib/shared/locale";

/** Same tuple as LOCALES, checked by the compiler: importing the value would bring zod to the browser. */
const locales: typeof LOCALES = ["ko", "en"];

export const routing = defineRouting({
  locales,
  defaultLocale: "ko",
  localePrefix: "always",
  localeCookie: { maxAge: 60 * 60 * 24 * 365, sameSite: "lax" },
});
