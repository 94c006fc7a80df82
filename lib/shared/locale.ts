import { z } from "zod";

/** The languages every text, lesson and message exists in. */
export const LOCALES = ["ko", "en"] as const;
export const localeSchema = z.enum(LOCALES);
export type Locale = (typeof LOCALES)[number];

/** A text in both languages; a missing one does not parse. */
export const localizedTextSchema = z.strictObject({ ko: z.string().min(1), en: z.string().min(1) });
export type LocalizedText = z.infer<typeof localizedTextSchema>;
