import type { TextsOf } from "../ko";
import type { failure as korean } from "../ko/failure";

export const failure: TextsOf<typeof korean> = {
  offline: "The server could not be reached. Please check your connection.",
  unexpected: "Something unexpected happened.",
  title: "This page could not be shown",
  text: "That is our fault. What you did is saved.",
  next: "Try again; if it goes on, tell the person who runs this lab the number below.",
  retry: "Try again",
  toHome: "To the first page",
  notFoundTitle: "No ferry stops at this address",
  notFoundText: "It may have changed, or have a typing mistake in it.",
  lessonNotFoundTitle: "There is no such lesson",
  lessonNotFoundText: "It was renamed, or is not ready yet.",
  brokenLessonTitle: "This lesson cannot be opened",
  brokenLessonText: "There is a mistake in its files, to be mended. The other lessons work all the same.",
  dismiss: "Dismiss",
};
