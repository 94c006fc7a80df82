"use client";
import { useLocale } from "next-intl";
import { useNow } from "@/app/client/use-now";

/** When a class is, by the reader's own clock: the server's may stand in another time zone. */
export function ClassTime({ startsAt, endsAt }: { startsAt: string; endsAt: string }) {
  const locale = useLocale();
  const isInBrowser = useNow() !== null;
  if (!isInBrowser) return <span className="text-soft">…</span>;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short", hour12: false });
  return <time dateTime={startsAt}>{format.formatRange(new Date(startsAt), new Date(endsAt))}</time>;
}
