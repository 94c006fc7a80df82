import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { checks as en } from "../shared/texts/en/checks";
import { checks as ko } from "../shared/texts/ko/checks";

type Render = (key: string, params: Record<string, string | number>) => string;
type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\{([a-zA-Z]+)[,}]/g)].map((match) => match[1] ?? ""));
}

const korean = flatten(ko);
const english = new Map(flatten(en));

describe("texts of checks", () => {
  it.each(korean)("%s reads in both languages with the same parameters", (key, text) => {
    const names = namesIn(text);
    for (const [locale, messages] of [
      ["ko", ko],
      ["en", en],
    ] as const) {
      const translate = createTranslator({
        locale,
        messages,
        onError: (error) => {
          throw error;
        },
      });
      const own = namesIn(locale === "ko" ? text : (english.get(key) ?? ""));
      // The one text whose parameter is a title in the reader's language.
      if (key !== "check.firstDo") for (const name of own) expect(names).toContain(name);
      for (const count of [0, 1, 5]) {
        const params = Object.fromEntries(
          [...names, ...own].map((name) => [
            name,
            /^(count|found|running|lines|layers)$/.test(name) ? count : `<${name}> {0} 'y'`,
          ]),
        );
        const shown = (translate as unknown as Render)(key, params);
        expect(shown).not.toMatch(/\{[a-z]+\}|undefined|plural/i);
        for (const name of own) if (typeof params[name] === "string") expect(shown).toContain(params[name]);
      }
    }
  });

  it("put a noun after each parameter in Korean, so that no particle hangs on how a name ends", () => {
    const particle = /\}(이|가|을|를|은|는|과|와|로|으로|이라|라|이고|이며|이나|나)(?=[\s.,?!:)]|$)/;
    for (const [key, text] of korean) expect([key, particle.exec(text)?.[0]]).toEqual([key, undefined]);
  });

  it("are whole sentences, without the dictionary's own marks", () => {
    for (const [key, text] of [...korean, ...english]) {
      expect([key, /[<>]|\s$|^\s| {2}/.test(text)]).toEqual([key, false]);
      expect([key, /docker (run|exec|rm|pull|build|compose|network|volume)/.test(text)]).toEqual([key, false]);
    }
  });
});
