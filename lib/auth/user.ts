import type { Prisma } from "../db";
import type { Locale } from "../shared/locale";

/** Who is asking, as much of it as the rest of the house needs. */
export interface User {
  id: string;
  name: string | null;
  locale: Locale;
}

export const USER_FIELDS = { id: true, name: true, locale: true } as const satisfies Prisma.UserSelect;

export function toUser(row: { id: string; name: string | null; locale: string }): User {
  return { id: row.id, name: row.name, locale: row.locale === "en" ? "en" : "ko" };
}
