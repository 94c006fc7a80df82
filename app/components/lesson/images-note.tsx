"use client";
import { Check, CircleAlert, CircleDashed, Loader } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ImageState, LessonReadiness } from "@/lib/shared/readiness-view";

const MARKS = { ready: Check, building: Loader, waiting: CircleDashed, failed: CircleAlert } as const;
const COLOURS = {
  ready: "text-[#86c79f]",
  building: "text-lantern stage-now",
  waiting: "text-night-soft",
  failed: "text-[#ec8f7f]",
} as const satisfies Record<ImageState, string>;

/** Why a lesson cannot be started yet: which images are missing, how long, and what to do meanwhile. */
export function ImagesNote({ readiness }: { readiness: LessonReadiness }) {
  const t = useTranslations("readiness");
  const { state, images, estimatedSeconds } = readiness;
  const ready = images.filter((image) => image.state === "ready").length;
  const total = images.length;
  return (
    <div className="flex flex-col items-start gap-4">
      <h2 className="text-xl">{t(`${state}Title`)}</h2>
      <div role="status" className="flex w-full flex-col gap-1.5">
        <p className="text-lg font-semibold text-lantern">{t("count", { ready, total })}</p>
        <div aria-hidden className="h-1.5 w-full overflow-hidden rounded-full bg-night-line">
          <div className="h-full bg-lantern" style={{ width: `${(ready / total) * 100}%` }} />
        </div>
        {state === "preparing" ? <p className="mt-1">{toWait(t, estimatedSeconds)}</p> : null}
      </div>
      <ul className="flex w-full flex-col gap-1.5">
        {images.map((image) => {
          const Mark = MARKS[image.state];
          return (
            <li key={image.reference} className="flex items-start gap-2.5">
              <Mark size={16} aria-hidden className={`mt-1 flex-none ${COLOURS[image.state]}`} />
              <span className="min-w-0 flex-1 break-all font-mono text-[0.9375rem]">{image.reference}</span>
              <span className="flex-none text-right text-sm leading-6 text-night-soft">
                {t(`image.${image.state}`)}
                {image.code === null ? null : <span className="block font-mono text-xs leading-4">{image.code}</span>}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="text-sm text-night-soft">{t(`${state}Next`)}</p>
    </div>
  );
}

type ReadinessTexts = ReturnType<typeof useTranslations<"readiness">>;

/** In whole minutes: it is reckoned from other builds, and an exact figure would promise too much. */
export function toWait(t: ReadinessTexts, seconds: number | null): string {
  return seconds === null ? t("waitUnknown") : t("wait", { minutes: Math.ceil(seconds / 60) });
}
