const KEY = "naru.start";

/** The click on another page that means "and start it": held for one lesson, used once. */
export function requestAutoStart(lesson: string): void {
  sessionStorage.setItem(KEY, lesson);
}

export function takeAutoStart(lesson: string): boolean {
  if (sessionStorage.getItem(KEY) !== lesson) return false;
  sessionStorage.removeItem(KEY);
  return true;
}
