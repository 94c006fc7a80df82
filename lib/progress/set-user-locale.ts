import { getDb } from "../db";
import type { Locale } from "../shared/locale";

/** Remembers the language a user reads in. */
export async function setUserLocale(userId: string, locale: Locale): Promise<void> {
  await getDb().user.updateMany({ where: { id: userId, locale: { not: locale } }, data: { locale } });
}
