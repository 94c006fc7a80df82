import { useLocale } from "next-intl";
import { useId } from "react";
import { findDiagram } from "@/lib/shared/diagrams";
import {
  type ArrowShape,
  type BoxShape,
  CANVAS_WIDTH,
  FENCE_LABEL_X,
  LABEL_SIZE,
  NOTE_SIZE,
  type Shape,
  type TextShape,
  type Tone,
} from "@/lib/shared/diagrams/diagram";
import type { Locale } from "@/lib/shared/locale";

const FILLS: Record<Tone, string> = {
  plain: "var(--stone-0)",
  ground: "var(--stone-2)",
  water: "var(--water-wash)",
  pine: "var(--pine-wash)",
  lantern: "var(--lantern-wash)",
  clay: "var(--clay-wash)",
};
const LINES: Record<Tone, string> = {
  plain: "var(--stone-4)",
  ground: "var(--stone-4)",
  water: "var(--water)",
  pine: "var(--pine)",
  lantern: "var(--lantern-text)",
  clay: "var(--clay)",
};

interface Drawn {
  locale: Locale;
  /** Start of the ids of this drawing's arrow heads. */
  heads: string;
}

/** A drawing of the lesson: one source for both languages, colours from the page's theme, and the same in words. */
export default function DiagramFigure({ id }: { id: string }) {
  const locale = useLocale() as Locale;
  const heads = useId();
  const diagram = findDiagram(id);
  if (!diagram) return null;
  const tones = [
    ...new Set(diagram.shapes.flatMap((shape) => (shape.kind === "arrow" ? [shape.tone ?? "plain"] : []))),
  ];
  return (
    <figure className="diagram">
      <svg viewBox={`0 0 ${CANVAS_WIDTH} ${diagram.height}`} role="img" aria-label={diagram.alt[locale]}>
        <defs>
          {tones.map((tone) => (
            <marker
              key={tone}
              id={`${heads}${tone}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path d="M0 0.5 8 4 0 7.5z" fill={toLine(tone)} />
            </marker>
          ))}
        </defs>
        {diagram.shapes.map((shape, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes of a drawing never change
          <ShapeView key={index} shape={shape} locale={locale} heads={heads} />
        ))}
      </svg>
      <figcaption>{diagram.title[locale]}</figcaption>
    </figure>
  );
}

function ShapeView({ shape, ...drawn }: { shape: Shape } & Drawn) {
  if (shape.kind === "box") return <Box {...shape} {...drawn} />;
  if (shape.kind === "arrow") return <Arrow {...shape} {...drawn} />;
  return <Words {...shape} {...drawn} />;
}

function Box({ x, y, width, height, tone, label, note, isFence, isCode, locale }: BoxShape & Drawn) {
  const middle = { x: x + width / 2, textAnchor: "middle" as const };
  const anchor = isFence ? { x: x + FENCE_LABEL_X, textAnchor: "start" as const } : middle;
  const centre = y + height / 2;
  const labelY = isFence ? y + 19 : note ? centre - 3 : centre + 5;
  const font = isCode ? "var(--font-code)" : undefined;
  return (
    <g>
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={width - 1}
        height={height - 1}
        rx={isFence ? 9 : 5}
        fill={isFence ? "none" : FILLS[tone]}
        stroke={LINES[tone]}
        strokeDasharray={isFence ? "4 3" : undefined}
      />
      {label ? (
        <text
          {...anchor}
          y={labelY}
          fontFamily={font}
          fontSize={isFence ? NOTE_SIZE : LABEL_SIZE}
          fontWeight={600}
          fill={isFence ? toInk(tone) : "var(--ink)"}
        >
          {label[locale]}
        </text>
      ) : null}
      {note ? (
        <text
          {...middle}
          y={label ? centre + 15 : centre + 4}
          fontFamily={label ? undefined : font}
          fontSize={NOTE_SIZE}
          fill={label ? "var(--ink-soft)" : "var(--ink)"}
        >
          {note[locale]}
        </text>
      ) : null}
    </g>
  );
}

function Arrow({ points, tone = "plain", isBoth, isBarred, heads }: ArrowShape & Drawn) {
  const head = `url(#${heads}${tone})`;
  return (
    <polyline
      points={points.map((point) => point.join()).join(" ")}
      fill="none"
      stroke={toLine(tone)}
      strokeWidth={1.5}
      strokeDasharray={isBarred ? "3 4" : undefined}
      markerEnd={isBarred ? undefined : head}
      markerStart={isBoth ? head : undefined}
    />
  );
}

function Words({ x, y, text, align, tone = "plain", isStrong, isCode, locale }: TextShape & Drawn) {
  return (
    <text
      x={x}
      y={y}
      textAnchor={align}
      fontFamily={isCode ? "var(--font-code)" : undefined}
      fontSize={isStrong ? LABEL_SIZE : NOTE_SIZE}
      fontWeight={isStrong ? 700 : 500}
      fill={isStrong && tone === "plain" ? "var(--ink)" : toInk(tone)}
    >
      {text[locale]}
    </text>
  );
}

/** An arrow is read as text is: it needs more contrast than a frame. */
function toLine(tone: Tone): string {
  return tone === "plain" ? "var(--ink-soft)" : LINES[tone];
}

function toInk(tone: Tone): string {
  return tone === "plain" || tone === "ground" ? "var(--ink-soft)" : LINES[tone];
}
