import { describe, expect, it } from "vitest";
import { LOCALES } from "../locale";
import { CANVAS_WIDTH, FENCE_LABEL_X, LABEL_SIZE, NOTE_SIZE, type Shape } from "./diagram";
import { DIAGRAMS } from "./index";

/** Letters in widths of the body's type; measured in a browser, rounded up. */
const EM = { hangul: 0.88, narrow: 0.36, other: 0.6 };

function widthOf(text: string, size: number): number {
  const widths = [...text].map((letter) =>
    /\p{Script=Hangul}/u.test(letter) ? EM.hangul : /[\sfijlrt.,:'()]/.test(letter) ? EM.narrow : EM.other,
  );
  return size * widths.reduce((sum, width) => sum + width, 0);
}

/** Texts that would stick out of their box or of the canvas. */
function listOverflows(shape: Shape, locale: (typeof LOCALES)[number]): string[] {
  if (shape.kind === "arrow") return [];
  if (shape.kind === "text") {
    const width = widthOf(shape.text[locale], shape.isStrong ? LABEL_SIZE : NOTE_SIZE);
    const left = { start: shape.x, middle: shape.x - width / 2, end: shape.x - width }[shape.align];
    return left < 0 || left + width > CANVAS_WIDTH ? [shape.text[locale]] : [];
  }
  const room = shape.width - (shape.isFence ? FENCE_LABEL_X : 4);
  const label = shape.label?.[locale] ?? "";
  const note = shape.note?.[locale] ?? "";
  return [
    ...(widthOf(label, shape.isFence ? NOTE_SIZE : LABEL_SIZE) > room ? [label] : []),
    ...(widthOf(note, NOTE_SIZE) > room ? [note] : []),
  ];
}

describe.each(Object.entries(DIAGRAMS))("diagram %s", (_, diagram) => {
  it.each(LOCALES)("has room for all its words in %s", (locale) => {
    expect(diagram.shapes.flatMap((shape) => listOverflows(shape, locale))).toEqual([]);
  });

  it("stays inside its canvas", () => {
    const points = diagram.shapes.flatMap((shape) => {
      if (shape.kind === "arrow") return shape.points;
      if (shape.kind === "text") return [[shape.x, shape.y] as const];
      return [[shape.x, shape.y] as const, [shape.x + shape.width, shape.y + shape.height] as const];
    });
    expect(points.filter(([x, y]) => x < 0 || x > CANVAS_WIDTH || y < 0 || y > diagram.height)).toEqual([]);
  });

  it("says in words what it shows, in each language", () => {
    for (const locale of LOCALES) {
      expect(diagram.alt[locale].length).toBeGreaterThan(100);
      expect(/\p{Script=Hangul}/u.test(diagram.alt[locale] + diagram.title[locale])).toBe(locale === "ko");
    }
  });
});
