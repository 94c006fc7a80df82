"use client";
import { useTranslations } from "next-intl";
import type { QueuePlace } from "@/lib/shared/sandbox-view";

/** Beyond this a wait is told in minutes: it is for somebody to finish, not for computers to start. */
const SOON_SECONDS = 90;

/** A place in the queue, what it waits for, and the way out of it. */
export function QueuePlaceNote({ place, onLeave }: { place: QueuePlace | null; onLeave: () => void }) {
  const t = useTranslations("sandbox");
  return (
    <div className="flex flex-col items-start gap-4">
      <h2 className="text-xl">{t("queueTitle")}</h2>
      <div role="status" className="flex flex-col gap-1">
        {place ? (
          <p className="text-lg font-semibold text-lantern">
            {t("queuePosition", { position: place.position, ahead: place.position - 1 })}
          </p>
        ) : null}
        <p className="stage-now">{toWait(t, place?.estimatedSeconds ?? null)}</p>
      </div>
      <p className="text-sm text-night-soft">{t("queueNote")}</p>
      <button type="button" className="button button-quiet" onClick={onLeave}>
        {t("queueLeave")}
      </button>
    </div>
  );
}

function toWait(t: ReturnType<typeof useTranslations<"sandbox">>, seconds: number | null): string {
  if (seconds === null) return t("queueUnknown");
  if (seconds <= SOON_SECONDS) return t("queueSoon", { seconds });
  return t("queueMinutes", { minutes: Math.ceil(seconds / 60) });
}
