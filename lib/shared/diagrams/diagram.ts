import type { LocalizedText } from "../locale";

/** A drawing as data: one set of shapes for both languages, colours by name so that the page's theme decides them. */
export interface Diagram {
  /** What it shows, under the drawing. */
  title: LocalizedText;
  /** The same in words, for who cannot see it. */
  alt: LocalizedText;
  /** Height of the canvas; the width is always CANVAS_WIDTH. */
  height: number;
  shapes: readonly Shape[];
}

/** Narrow enough that its letters stay readable on a phone. */
export const CANVAS_WIDTH = 360;
/** A fence has its label at the left, so that an arrow can come in beside it. */
export const FENCE_LABEL_X = 12;
export const LABEL_SIZE = 14;
export const NOTE_SIZE = 12;

/** `water`: Docker's and the kernel's; `pine`: what stays; `lantern`: what changes; `clay`: what is lost or dangerous. */
export type Tone = "plain" | "ground" | "water" | "pine" | "lantern" | "clay";
type Point = readonly [x: number, y: number];

export interface BoxShape {
  kind: "box";
  x: number;
  y: number;
  width: number;
  height: number;
  tone: Tone;
  label?: LocalizedText;
  /** A second, smaller line. */
  note?: LocalizedText;
  /** A fence around other boxes: broken line, no filling, its label at the top. */
  isFence?: boolean;
  /** Written as code: names of commands, files and devices. */
  isCode?: boolean;
}

export interface ArrowShape {
  kind: "arrow";
  points: readonly Point[];
  tone?: Tone;
  isBoth?: boolean;
  /** Something that does not happen: broken, and without a head. */
  isBarred?: boolean;
}

export interface TextShape {
  kind: "text";
  x: number;
  y: number;
  text: LocalizedText;
  align: "start" | "middle" | "end";
  tone?: Tone;
  isStrong?: boolean;
  isCode?: boolean;
}

export type Shape = BoxShape | ArrowShape | TextShape;

/** A text that is the same in both languages is given once. */
type Words = readonly [ko: string, en: string] | string;

export function toText(words: Words): LocalizedText {
  return typeof words === "string" ? { ko: words, en: words } : { ko: words[0], en: words[1] };
}

type Place = readonly [x: number, y: number, width: number, height: number];

export function box(
  [x, y, width, height]: Place,
  tone: Tone,
  label?: Words,
  { note, ...rest }: { note?: Words; isFence?: boolean; isCode?: boolean } = {},
): BoxShape {
  const texts = { ...(label && { label: toText(label) }), ...(note && { note: toText(note) }) };
  return { kind: "box", x, y, width, height, tone, ...texts, ...rest };
}

export function fence(place: Place, tone: Tone, label: Words): BoxShape {
  return box(place, tone, label, { isFence: true });
}

export function arrow(
  points: readonly Point[],
  rest: Pick<ArrowShape, "tone" | "isBoth" | "isBarred"> = {},
): ArrowShape {
  return { kind: "arrow", points, ...rest };
}

export function words(
  [x, y]: Point,
  text: Words,
  { align = "middle", ...rest }: Partial<Pick<TextShape, "align" | "tone" | "isStrong" | "isCode">> = {},
): TextShape {
  return { kind: "text", x, y, text: toText(text), align, ...rest };
}
