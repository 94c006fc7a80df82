import { describe, expect, it } from "vitest";
import { lint as en, lintWords as enWords, translateLint } from "../shared/texts/en/lint";
import { lint as ko, lintWords as koWords } from "../shared/texts/ko/lint";
import { findNearestName } from "./nearest-name";
import { ProblemList, toExcerpt, toMessage, toProblemLine } from "./problem";

const namesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("messages of the lint", () => {
  it("exist in both languages with the same names to fill in", () => {
    expect(Object.keys(ko)).toEqual(Object.keys(en));
    expect(Object.keys(koWords)).toEqual(Object.keys(enWords));
    for (const [code, text] of Object.entries(en))
      expect([code, namesOf(ko[code as keyof typeof en])]).toEqual([code, namesOf(text)]);
  });

  it("do not compile otherwise", () => {
    // @ts-expect-error a name is misspelt
    translateLint({ ...en, fileMissing: "파일이 없습니다: {nmae}" });
    // @ts-expect-error a text is missing
    translateLint({ fileMissing: "파일이 없습니다: {name}" });
    // @ts-expect-error a parameter is missing
    new ProblemList("x").add("fileMissing", undefined, {});
  });

  it("leave nothing to fill in and change nothing of the author's words", () => {
    const list = new ProblemList("lesson.yaml");
    list.add(
      "wrongType",
      { line: 3, column: 5 },
      { path: "a", expected: { anyOf: ["text", "boolean"] }, received: "$& {path} $1" },
    );
    const [problem] = list.problems;
    expect(problem && toProblemLine(problem, "en")).toBe(
      "lesson.yaml:3:5 a: expected text or true or false, found $& {path} $1.",
    );
    expect(problem && toMessage(problem, "ko")).toBe(
      "a: 글자 또는 true 또는 false이(가) 와야 하는데 $& {path} $1이(가) 있습니다.",
    );
  });

  it("shorten what they quote", () => {
    expect(toExcerpt("a\n\u001b[2J\tb".padEnd(80, "x"), 10)).toBe("a [2J bxx…");
  });
});

describe("the nearest name", () => {
  it.each([
    ["prots", "ports"],
    ["nmae", "name"],
    ["Name", "name"],
    ["xyz", undefined],
    ["", undefined],
  ])("of %j is %j", (typed, expected) => {
    expect(findNearestName(typed, ["name", "ports", "mounts"])).toBe(expected);
  });
});
