import type { Locale } from "../shared/locale";
import {
  lint as en,
  lintWords as enWords,
  type LintCode,
  type LintParams,
  type LintWord,
} from "../shared/texts/en/lint";
import { lint as ko, lintWords as koWords } from "../shared/texts/ko/lint";

/** Words that are translated when the message is written; everything else in a message is the author's own text. */
export interface LintWords {
  anyOf: LintWord[];
}
export type LintValue = string | number | LintWords;

/** `fatal`: the lesson cannot be shown. `error`: shown, but not to be published. `warning`: worth a look. */
export type Severity = "fatal" | "error" | "warning";

/** One thing wrong with the content, as data. Lines and columns count from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  severity: Severity;
  code: LintCode;
  params: Record<string, LintValue>;
}

export interface Place {
  line: number;
  column: number;
}

/** Where a value of a YAML file stands; when it is absent, the nearest thing around it. */
export type Locate = (path: readonly PropertyKey[], at?: "key" | "value") => Place;

const FATAL: ReadonlySet<LintCode> = new Set<LintCode>([
  "fileMissing",
  "fileUnreadable",
  "fileNotUtf8",
  "fileTooBig",
  "folderName",
  "courseFolderName",
  "duplicateSlug",
  "yamlSyntax",
  "missingField",
  "unknownField",
  "unknownFieldNear",
  "wrongType",
  "wrongTypeQuote",
  "notOneOf",
  "tooSmall",
  "tooBig",
  "tooFew",
  "tooLong",
  "emptyText",
  "badFormat",
  "duplicateStep",
  "reservedStep",
  "duplicateCheck",
  "duplicateOption",
  "choiceNoneCorrect",
  "choiceManyCorrect",
  "afterUnknown",
  "afterLater",
  "headingWithoutId",
  "stepMissing",
  "stepUnknown",
  "stepRepeated",
  "stepOrder",
  "tooDeep",
  "unclosedDirective",
  "unclosedFence",
  "checkUnplaced",
  "filesLink",
  "filesTooBig",
]);

const WARNINGS: ReadonlySet<LintCode> = new Set<LintCode>([
  "wrongStateMissing",
  "koPlainStyle",
  "koYoStyle",
  "koEnglishOnly",
  "enHangul",
  "koAvoid",
  "koTermEnglish",
  "doubleBlank",
  "fullwidth",
  "blankBeforePunctuation",
]);

/** Collects the problems of one file; the place defaults to its beginning. */
export class ProblemList {
  readonly problems: Problem[] = [];
  constructor(readonly file: string) {}

  add<Code extends LintCode>(
    code: Code,
    place: Place | undefined,
    params: { [Name in keyof LintParams<Code>]: LintValue },
  ): void {
    const severity = FATAL.has(code) ? "fatal" : WARNINGS.has(code) ? "warning" : "error";
    this.problems.push({
      file: this.file,
      line: place?.line ?? 1,
      column: place?.column ?? 1,
      severity,
      code,
      params: { ...params },
    });
  }
}

const TEXTS: Record<Locale, Record<LintCode, string>> = { ko, en };
const WORDS: Record<Locale, Record<LintWord, string>> = { ko: koWords, en: enWords };

export function toMessage(problem: Problem, locale: Locale): string {
  return TEXTS[locale][problem.code].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = problem.params[name];
    if (value === undefined) return whole;
    if (typeof value !== "object") return String(value);
    return value.anyOf.map((word) => WORDS[locale][word]).join(WORDS[locale].or);
  });
}

/** `lessons/docker/020-images/lesson.yaml:14:7 …`: the form editors make a link of. */
export function toProblemLine(problem: Problem, locale: Locale): string {
  return `${problem.file}:${problem.line}:${problem.column} ${toMessage(problem, locale)}`;
}

export function isBroken(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === "fatal");
}

/** Shortens a passage for a message; one line, no control characters. */
export function toExcerpt(text: string, limit = 60): string {
  const line = text.replace(/\p{Cc}+/gu, " ").trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
