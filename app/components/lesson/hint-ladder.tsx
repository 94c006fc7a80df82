"use client";
import { Lightbulb } from "lucide-react";
import { useTranslations } from "next-intl";
import { Children, isValidElement, type ReactNode } from "react";

interface Props {
  children?: ReactNode;
  shown: number;
  onShowNext: () => void;
}

/** Rungs come one at a time, on request: nudge, idea, almost the answer. */
export function HintLadder({ children, shown, onShowNext }: Props) {
  const t = useTranslations("lesson");
  const hints = Children.toArray(children).filter((child) => isValidElement(child));
  if (hints.length === 0) return null;
  return (
    <section aria-label={t("hintsTitle")} className="flex flex-col gap-3 text-base">
      <ol aria-live="polite" className="!list-none flex flex-col gap-3 !pl-0 empty:hidden">
        {hints.slice(0, shown).map((hint) => (
          <li key={hint.key} className="!mt-0">
            {hint}
          </li>
        ))}
      </ol>
      {shown < hints.length ? (
        <button type="button" className="button button-quiet button-small self-start !px-2" onClick={onShowNext}>
          <Lightbulb size={17} aria-hidden className="text-lantern-text" />
          {t("hintShow", { total: hints.length, next: shown + 1 })}
        </button>
      ) : null}
    </section>
  );
}
