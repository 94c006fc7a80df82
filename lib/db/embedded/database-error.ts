/** Why the database cannot be used and what to do, for the person at the console. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
}
