"use client";
import { useEffect, useState } from "react";
import type { ReadinessView } from "@/lib/shared/readiness-view";
import { api } from "./api";

const ASK_EVERY_MS = 5_000;

/** Which lessons cannot be started yet: as the page was given it, asked again until there is none of them. */
export function useReadiness(given: ReadinessView): ReadinessView {
  const [readiness, setReadiness] = useState(given);
  const isWaiting = Object.keys(readiness).length > 0;
  useEffect(() => {
    if (!isWaiting) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const { lessons } = await api.getReadiness();
        if (!isGone) setReadiness(lessons);
      } catch {
        // what is shown stays until the next answer
      }
      if (!isGone) timer = setTimeout(ask, ASK_EVERY_MS);
    };
    timer = setTimeout(ask, ASK_EVERY_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isWaiting]);
  return readiness;
}
