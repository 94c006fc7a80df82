import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import type { Locale } from "../locale";
import { texts as en } from "./en";
import { lint as enLint } from "./en/lint";
import { status as enStatus } from "./en/status";
import { texts as ko } from "./ko";
import { lint as koLint } from "./ko/lint";
import { status as koStatus } from "./ko/status";

type Tree = { readonly [key: string]: string | Tree };
type Values = Record<string, number | ((chunks: unknown) => unknown)>;

/** The operator's page has texts of its own. */
const TREES: Record<Locale, Tree> = { ko: { ...ko, status: koStatus }, en: { ...en, status: enStatus } };
/** What a plural may tell apart. */
const COUNTS = [0, 1, 2, 5, 21];
/** The other language says the same by a parameter that is a title in the reader's own. */
const OWN_PARAMETERS = new Set(["checks.check.firstDo"]);

function flatten(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

/** What a text asks for, learned as the page would: by rendering it and hearing what is missing. */
function askedFor(locale: Locale, key: string): string[] {
  const names = new Set<string>();
  for (const count of COUNTS) {
    const values: Values = {};
    for (;;) {
      let missing: Error | undefined;
      const translate = createTranslator({
        locale,
        messages: TREES[locale],
        onError: (error) => {
          missing = error;
        },
      }) as unknown as { rich: (key: string, values: Values) => unknown };
      translate.rich(key, { ...values });
      if (!missing) break;
      const name = /variable "(\w+)" was not provided|Value for "(\w+)" must be/.exec(missing.message);
      const found = name?.[1] ?? name?.[2];
      if (!found || typeof values[found] === "function") throw missing;
      values[found] = found in values || name?.[2] ? (chunks) => chunks : count;
      names.add(typeof values[found] === "function" ? `<${found}>` : found);
    }
  }
  return [...names].sort();
}

describe("texts of pages, errors and checks", () => {
  const keys = flatten(TREES.ko).map(([key]) => key);

  it("are the same ones in both languages", () => {
    expect(flatten(TREES.en).map(([key]) => key)).toEqual(keys);
  });

  it.each(keys)("%s renders in both languages from the same parameters", (key) => {
    const korean = askedFor("ko", key);
    const english = askedFor("en", key);
    if (!OWN_PARAMETERS.has(key)) expect(english).toEqual(korean);
  });

  it("are seen with all they ask for", () => {
    expect(askedFor("ko", "common.pointsOf")).toEqual(["max", "points"]);
    expect(() => askedFor("ko", "common.none")).toThrow();
  });

  it("say something", () => {
    for (const tree of [TREES.ko, TREES.en])
      for (const [key, text] of flatten(tree)) expect([key, text.trim()]).not.toEqual([key, ""]);
  });
});

describe("texts for authors of lessons", () => {
  // not ICU: they speak of braces themselves, and only words in braces are filled in
  const namesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

  it("take the same parameters in both languages", () => {
    expect(Object.keys(enLint).sort()).toEqual(Object.keys(koLint).sort());
    const english: Record<string, string> = enLint;
    for (const [key, text] of Object.entries(koLint))
      expect([key, namesIn(english[key] ?? "")]).toEqual([key, namesIn(text)]);
  });
});
