import { expect, test } from "vitest";
import { findNext } from "./progress-store";

test.each([
  ["at the beginning, the first", "abcd", "", "a"],
  ["what comes after the furthest, not what was passed over", "abcd", "b", "c"],
  ["what was passed over, once the last is done", "abcd", "bd", "a"],
  ["nothing, once all is done", "abcd", "abcd", undefined],
])("the next lesson is %s", (_, lessons, done, expected) => {
  expect(findNext([...lessons], (lesson) => done.includes(lesson))).toBe(expected);
});
