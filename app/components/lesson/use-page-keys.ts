"use client";
import { useEffect, useRef } from "react";
import type { Pane } from "./workspace-context";

interface Actions {
  onStep: (by: 1 | -1) => void;
  onPane: (pane: Pane) => void;
  onHelp: () => void;
}

const ORDER: readonly Pane[] = ["read", "terminal", "files"];

/** The page's own keys. None of them is one a shell or a syllable being composed would miss. */
export function usePageKeys(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      const { onStep, onPane, onHelp } = latest.current;
      if (event.key === "F6" && !event.ctrlKey && !event.altKey) {
        event.preventDefault();
        onPane(nextPane(event.shiftKey ? -1 : 1));
      } else if (event.altKey && !event.ctrlKey && (event.key === "PageDown" || event.key === "PageUp")) {
        event.preventDefault();
        onStep(event.key === "PageDown" ? 1 : -1);
      } else if (event.key === "?" && !event.ctrlKey && !event.altKey && !isTyping(event.target)) {
        event.preventDefault();
        onHelp();
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

function nextPane(by: 1 | -1): Pane {
  const current = document.activeElement?.closest(".pane-text, .pane-terminal, .pane-files");
  const index = current?.classList.contains("pane-terminal") ? 1 : current?.classList.contains("pane-files") ? 2 : 0;
  return ORDER[(index + by + ORDER.length) % ORDER.length] ?? "read";
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}
