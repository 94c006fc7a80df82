"use client";
import { ArrowRight, Check, CircleAlert, Hourglass, Wrench } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "@/i18n/navigation";
import type { BrokenLesson, LessonCard } from "@/lib/shared/lesson-view";
import type { LessonReadiness } from "@/lib/shared/readiness-view";
import { type ProgressState, toStanding } from "./progress-store";

interface Props {
  lesson: LessonCard;
  progress: ProgressState;
  readiness: LessonReadiness | null;
  isNext: boolean;
  isLast: boolean;
}

/** One lesson on the map. One that cannot be started yet is to be read all the same, so it is linked to. */
export function LessonStop({ lesson, progress, readiness, isNext, isLast }: Props) {
  const t = useTranslations("courses");
  const common = useTranslations("common");
  const mine = progress.kind === "loaded" ? progress.lessons[lesson.id] : undefined;
  const standing = toStanding(mine);
  const look =
    standing === "completed"
      ? "border-pine bg-pine text-surface"
      : isNext
        ? "border-lantern bg-lantern text-on-lantern"
        : readiness
          ? "border-dashed border-rule bg-page text-faint"
          : "border-water-line bg-page text-soft";
  return (
    <Stop look={look} mark={standing === "completed" ? <Check size={18} /> : lesson.number} isLast={isLast}>
      <Link
        href={`/learn/${lesson.id}`}
        className={`group flex flex-1 flex-wrap items-center gap-x-6 gap-y-2 rounded-lg border bg-surface px-5 py-4 transition-colors hover:border-water ${isNext ? "border-lantern-line" : "border-line"}`}
      >
        <span className="min-w-0 flex-1 basis-72">
          <span className="block text-[1.0625rem] font-bold group-hover:text-water">{lesson.title}</span>
          <span className="mt-0.5 block text-[0.9375rem] text-soft">{lesson.summary}</span>
          <span className="mt-1.5 block text-sm text-faint">
            {common("minutes", { minutes: lesson.minutes })} · {common("steps", { count: lesson.steps })} ·{" "}
            {mine
              ? common("pointsOf", { points: mine.points, max: lesson.points })
              : common("points", { points: lesson.points })}
          </span>
        </span>
        {readiness && standing !== "completed" ? (
          <NotReady readiness={readiness} />
        ) : progress.kind === "loaded" ? (
          <span
            className={`flex items-center gap-1.5 text-sm font-semibold ${standing === "completed" ? "text-pine" : isNext ? "text-lantern-text" : "text-faint"}`}
          >
            {isNext ? t("next") : t(standing)}
            {isNext ? <ArrowRight size={17} aria-hidden /> : null}
          </span>
        ) : null}
      </Link>
    </Stop>
  );
}

function NotReady({ readiness: { state, estimatedSeconds } }: { readiness: LessonReadiness }) {
  const t = useTranslations("courses");
  const Mark = state === "preparing" ? Hourglass : CircleAlert;
  return (
    <span
      className={`flex items-center gap-1.5 text-sm font-semibold tabular-nums ${state === "preparing" ? "text-water" : "text-clay"}`}
    >
      <Mark size={15} aria-hidden className="flex-none" />
      {t(`notReady.${state}`, { minutes: Math.ceil((estimatedSeconds ?? 0) / 60) })}
    </span>
  );
}

/** A lesson whose files have a mistake: it keeps its place, and leads nowhere. */
export function BrokenStop({ lesson, isLast }: { lesson: BrokenLesson; isLast: boolean }) {
  const t = useTranslations("courses");
  return (
    <Stop look="border-dashed border-rule bg-page text-faint" mark={<Wrench size={16} />} isLast={isLast}>
      <div className="flex flex-1 flex-wrap items-center gap-x-6 gap-y-2 rounded-lg border border-dashed border-line px-5 py-4">
        <span className="min-w-0 flex-1 basis-72">
          <span className="block text-[1.0625rem] font-bold text-soft">{lesson.title}</span>
          <span className="mt-0.5 block text-[0.9375rem] text-faint">{t("brokenNote")}</span>
        </span>
        <span className="text-sm font-semibold text-faint">{t("broken")}</span>
      </div>
    </Stop>
  );
}

function Stop({
  look,
  mark,
  isLast,
  children,
}: {
  look: string;
  mark: ReactNode;
  isLast: boolean;
  children: ReactNode;
}) {
  return (
    <li className="relative flex gap-5 pb-4">
      {isLast ? null : <span aria-hidden className="absolute -bottom-3 left-[1.0625rem] top-14 w-0.5 bg-water-line" />}
      <span
        aria-hidden
        className={`mt-4 flex h-9 w-9 flex-none items-center justify-center rounded-full border-2 font-mono text-[0.8125rem] font-bold ${look}`}
      >
        {mark}
      </span>
      {children}
    </li>
  );
}
