"use client";
import { useEffect } from "react";
import { type Layout, type LayoutChangedMeta, useGroupRef } from "react-resizable-panels";

/** Sizes the student chose, put back after the first paint: the server, which renders the page, does not know them. */
export function useRememberedLayout(key: string, panels: readonly string[]) {
  const groupRef = useGroupRef();
  useEffect(() => {
    const stored = readLayout(key, panels);
    if (stored) groupRef.current?.setLayout(stored);
  }, [groupRef, key, panels]);
  const onLayoutChanged = (layout: Layout, meta: LayoutChangedMeta) => {
    if (!meta.isUserInteraction) return;
    try {
      localStorage.setItem(key, JSON.stringify(layout));
    } catch {
      // A full or forbidden storage costs only the memory of sizes.
    }
  };
  return { groupRef, onLayoutChanged };
}

function readLayout(key: string, panels: readonly string[]): Layout | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "null") as unknown;
    if (typeof stored !== "object" || stored === null) return null;
    const sizes = Object.entries(stored);
    const isWhole =
      sizes.length === panels.length &&
      sizes.every(([name, size]) => panels.includes(name) && typeof size === "number");
    return isWhole ? (stored as Layout) : null;
  } catch {
    return null;
  }
}
