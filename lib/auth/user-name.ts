import { NaruError } from "../shared/errors";

const LONGEST_NAME = 60;

/** A name as it is kept: trimmed, composed (한글 typed as jamo becomes syllables), one line; null for none. @throws NaruError INVALID_REQUEST. */
export function parseUserName(name: string | null | undefined): string | null {
  const tidy = (name ?? "").normalize("NFC").replace(/\s+/gu, " ").trim();
  // \p{Cc} control characters, \p{Cf} invisible ones such as direction marks
  if ([...tidy].length > LONGEST_NAME || /[\p{Cc}\p{Cf}]/u.test(tidy))
    throw new NaruError("INVALID_REQUEST", { field: "name" });
  return tidy || null;
}
