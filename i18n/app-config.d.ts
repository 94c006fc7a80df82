import type { Locale } from "@/lib/shared/locale";
import type { Texts } from "@/lib/shared/texts/ko";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Texts;
  }
}
