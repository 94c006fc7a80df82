"use client";
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import type { TerminalKey } from "./terminal-handle";

const ARROWS = [
  ["left", ArrowLeft],
  ["up", ArrowUp],
  ["down", ArrowDown],
  ["right", ArrowRight],
] as const;

/** The keys a phone's keyboard lacks. Pressing one leaves the focus, and so the keyboard, where it is. */
export function KeyBar({
  isCtrlArmed,
  onCtrl,
  onKey,
}: {
  isCtrlArmed: boolean;
  onCtrl: () => void;
  onKey: (key: TerminalKey) => void;
}) {
  const t = useTranslations("terminal");
  const keepFocus = (event: MouseEvent) => event.preventDefault();
  const key =
    "h-11 min-w-11 flex-1 rounded-md bg-night-line px-2 text-sm font-semibold text-night-ink active:bg-night-soft active:text-night aria-pressed:bg-lantern aria-pressed:text-on-lantern";
  return (
    <div
      role="toolbar"
      aria-label={t("keyBar")}
      className="on-night hidden gap-1.5 bg-night-raised p-1.5 max-[899px]:flex pointer-coarse:flex"
    >
      <button type="button" className={key} onMouseDown={keepFocus} onClick={() => onKey("escape")}>
        Esc
      </button>
      <button type="button" className={key} onMouseDown={keepFocus} onClick={() => onKey("tab")}>
        Tab
      </button>
      <button
        type="button"
        className={key}
        aria-pressed={isCtrlArmed}
        aria-label={t("keyCtrl")}
        onMouseDown={keepFocus}
        onClick={onCtrl}
      >
        Ctrl
      </button>
      {ARROWS.map(([name, Icon]) => (
        <button
          key={name}
          type="button"
          className={`${key} grid place-items-center`}
          aria-label={t(name)}
          onMouseDown={keepFocus}
          onClick={() => onKey(name)}
        >
          <Icon size={18} aria-hidden />
        </button>
      ))}
    </div>
  );
}
