import { getDb } from "../db";
import { NaruError } from "../shared/errors";
import { toUser, USER_FIELDS, type User } from "./user";
import { parseUserName } from "./user-name";

/** Gives a user the name they choose, or none. @throws NaruError INVALID_REQUEST, UNAUTHENTICATED when the user is gone. */
export async function renameUser(userId: string, name: string | null): Promise<User> {
  const [row] = await getDb().user.updateManyAndReturn({
    where: { id: userId },
    data: { name: parseUserName(name) },
    select: USER_FIELDS,
  });
  if (!row) throw new NaruError("UNAUTHENTICATED");
  return toUser(row);
}
