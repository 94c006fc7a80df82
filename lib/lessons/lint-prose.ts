import type { Locale } from "../shared/locale";
import type { Prose } from "./facts";
import { type ProblemList, toExcerpt } from "./problem";

const HANGUL = /\p{Script=Hangul}/u;
const LATIN_WORD = /[A-Za-z]{2,}/g;
/** So few Latin words may be a name or a title. */
const ENGLISH_WORDS = 4;
const FULLWIDTH: Record<string, string> = {
  "，": ",",
  "．": ".",
  "。": ".",
  "、": ",",
  "！": "!",
  "？": "?",
  "：": ":",
  "；": ";",
  "（": "(",
  "）": ")",
  "［": "[",
  "］": "]",
  "～": "~",
  "\u3000": "a plain blank / 보통 빈칸",
};
const FULLWIDTH_ANY = new RegExp(`[${Object.keys(FULLWIDTH).join("")}]`, "u");

/** Habits of good text, told as warnings: what a rule can see of style is only a part of it. */
export function lintProse(prose: readonly Prose[], locale: Locale, problems: ProblemList): void {
  for (const { text, place } of prose) {
    const double = /\S {2,}\S/.exec(text);
    if (double) problems.add("doubleBlank", place, { text: excerptAround(text, double.index) });
    const full = FULLWIDTH_ANY.exec(text)?.[0];
    if (full) problems.add("fullwidth", place, { character: full, use: FULLWIDTH[full] ?? "" });
    const blank = /[\p{L}\p{N}`)] +[,.!?](?=\s|$)/u.exec(text);
    if (blank) problems.add("blankBeforePunctuation", place, { text: excerptAround(text, blank.index) });
    if (locale === "ko") lintKorean(text, place, problems);
    else if (HANGUL.test(text)) problems.add("enHangul", place, { text: excerptAround(text, text.search(HANGUL)) });
  }
}

function lintKorean(text: string, place: Prose["place"], problems: ProblemList): void {
  if (!HANGUL.test(text)) {
    const words = text.replace(/`[^`]*`/g, "").match(LATIN_WORD) ?? [];
    if (words.length >= ENGLISH_WORDS) problems.add("koEnglishOnly", place, { text: toExcerpt(text) });
    return;
  }
  for (const sentence of text.split(/(?<=[.!?])["')\]”’]*\s+/)) {
    const ending = sentence.trim().replace(/[.!?"')\]”’]+$/, "");
    const hasStop = /[.!?]["')\]”’]*$/.test(sentence.trim());
    if (!hasStop) continue;
    // 합니다, 입니다, 합시다 end well; 한다, 이다, 했다 are the plain style. 하세요 and 하십시오 both ask politely.
    if (/\p{Script=Hangul}다$/u.test(ending) && !/(니|시)다$/.test(ending))
      problems.add("koPlainStyle", place, { sentence: excerptEnd(sentence) });
    else if (/\p{Script=Hangul}요$/u.test(ending) && !/(세|필|중|개|주)요$/.test(ending)) {
      problems.add("koYoStyle", place, { sentence: excerptEnd(sentence) });
    }
  }
}

function excerptAround(text: string, index: number): string {
  const start = Math.max(0, index - 15);
  return toExcerpt(`${start > 0 ? "…" : ""}${text.slice(start, index + 25)}`);
}

function excerptEnd(sentence: string): string {
  const text = sentence.trim();
  return toExcerpt(text.length > 40 ? `…${text.slice(-40)}` : text);
}
