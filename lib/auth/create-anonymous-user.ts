import { getDb } from "../db";
import type { Locale } from "../shared/locale";
import { createSessionCookie } from "./session-cookie";
import { toUser, USER_FIELDS, type User } from "./user";
import { parseUserName } from "./user-name";

export interface CreateAnonymousUserOptions {
  locale: Locale;
  name?: string | null;
  /** Whether the browser speaks https; see isSecureRequest. */
  isSecure?: boolean;
}

/** Lets somebody begin without an account. The cookie is all that ties them to their progress. @throws NaruError INVALID_REQUEST. */
export async function createAnonymousUser({
  locale,
  name,
  isSecure = false,
}: CreateAnonymousUserOptions): Promise<{ user: User; setCookie: string }> {
  const data = { locale, name: parseUserName(name) };
  const row = await getDb().user.create({ data, select: USER_FIELDS });
  return { user: toUser(row), setCookie: await createSessionCookie(row.id, { isSecure }) };
}
