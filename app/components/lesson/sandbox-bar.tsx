"use client";
import { Clock, Files, Power, RotateCcw } from "lucide-react";
import dynamic from "next/dynamic";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { LessonState, SandboxVerb } from "@/app/client/lesson-session";
import { useNow } from "@/app/client/use-now";
import type { SandboxView } from "@/lib/shared/sandbox-view";

const ConfirmDialog = dynamic(() => import("@/app/components/ui/confirm-dialog"), { ssr: false });

interface Props {
  /** Id of the lesson the page shows: the computer may be another's. */
  lessonId: string;
  state: Pick<LessonState, "sandbox" | "connection" | "clockSkewMs" | "busy">;
  isFilesOpen: boolean;
  onToggleFiles: () => void;
  onChange: (verb: Exclude<SandboxVerb, "start">) => void;
}

const EXPIRY_WARNING_MS = 10 * 60_000;
const IDLE_WARNING_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

const LAMPS = {
  none: "bg-rule",
  queued: "bg-lantern stage-now",
  starting: "bg-lantern stage-now",
  ready: "bg-[#86c79f]",
  stopping: "bg-lantern stage-now",
  ended: "bg-rule",
  failed: "bg-[#ec8f7f]",
} as const;

/** State, time left, and what can be done about both. */
export function SandboxBar({ lessonId, state, isFilesOpen, onToggleFiles, onChange }: Props) {
  const t = useTranslations("sandbox");
  const lesson = useTranslations("lesson");
  const [asking, setAsking] = useState<"reset" | "stop" | null>(null);
  const { connection, busy } = state;
  const isElsewhere = state.sandbox?.state === "ready" && state.sandbox.lesson !== lessonId;
  const sandbox = isElsewhere ? null : state.sandbox;
  const shown =
    busy === "start" && sandbox?.state !== "ready" && sandbox?.state !== "queued"
      ? "starting"
      : (sandbox?.state ?? "none");
  const isRunning = sandbox?.state === "ready";
  return (
    <section
      aria-label={t("region")}
      className="on-night flex min-h-11 flex-wrap items-center gap-x-3 border-b border-night-line bg-night px-3 py-1 text-sm text-night-ink"
    >
      <p className="flex items-center gap-2 font-semibold">
        <span aria-hidden className={`h-2.5 w-2.5 rounded-full ${LAMPS[shown]}`} />
        <span className="sr-only">{t("name")}: </span>
        {t(isElsewhere && shown === "none" ? "elsewhere" : shown)}
      </p>
      {connection === "offline" ? <p className="text-[#f0c274]">{t("reconnecting")}</p> : null}
      {sandbox && isRunning ? (
        <TimeLeft
          sandbox={sandbox}
          clockSkewMs={state.clockSkewMs}
          isBusy={busy !== null}
          onExtend={() => onChange("extend")}
        />
      ) : null}
      <div className="ml-auto flex items-center gap-1">
        <button
          type="button"
          className="button button-quiet button-small !px-2 max-[899px]:!hidden"
          aria-pressed={isFilesOpen}
          onClick={onToggleFiles}
          title={isFilesOpen ? lesson("hideFiles") : lesson("showFiles")}
        >
          <Files size={16} aria-hidden />
          {lesson("filesPane")}
        </button>
        {sandbox && (isRunning || shown === "starting" || shown === "queued") ? (
          <>
            <button
              type="button"
              className="icon-button"
              aria-label={t("reset")}
              title={t("reset")}
              disabled={busy !== null || !isRunning}
              onClick={() => setAsking("reset")}
            >
              <RotateCcw size={17} aria-hidden />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={t("stop")}
              title={t("stop")}
              disabled={busy !== null}
              onClick={() => setAsking("stop")}
            >
              <Power size={17} aria-hidden />
            </button>
          </>
        ) : null}
      </div>
      {asking === null ? null : (
        <ConfirmDialog
          isOpen
          title={t(`${asking}Title`)}
          text={t(`${asking}Text`)}
          confirm={t(`${asking}Confirm`)}
          isDangerous
          onConfirm={() => onChange(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}

function TimeLeft({
  sandbox,
  clockSkewMs,
  isBusy,
  onExtend,
}: {
  sandbox: SandboxView;
  clockSkewMs: number;
  isBusy: boolean;
  onExtend: () => void;
}) {
  const t = useTranslations("sandbox");
  const locale = useLocale();
  const now = useNow();
  if (now === null) return null;
  const leftMs = Date.parse(sandbox.expiresAt) - (now + clockSkewMs);
  const idleMs = Date.parse(sandbox.idleAt) - (now + clockSkewMs);
  const minutes = Math.max(0, Math.floor(leftMs / MINUTE_MS));
  const text =
    minutes === 0
      ? t("lessThanMinute")
      : t("timeLeftValue", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  const endsAt = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "numeric" }).format(
    Date.parse(sandbox.expiresAt) - clockSkewMs,
  );
  const isLate = leftMs < EXPIRY_WARNING_MS;
  const isIdle = idleMs < IDLE_WARNING_MS && idleMs < leftMs;
  return (
    <>
      <p
        className={`flex items-center gap-1.5 ${isLate ? "font-semibold text-[#f0c274]" : "text-night-soft"}`}
        title={t("endsAt", { time: endsAt })}
      >
        <Clock size={15} aria-hidden />
        <span className="sr-only">{t("timeLeft")}: </span>
        <span className="tabular-nums">{text}</span>
      </p>
      {isLate || sandbox.extensionsLeft > 0 ? (
        <button
          type="button"
          className="button button-quiet button-small !px-2"
          onClick={onExtend}
          disabled={isBusy || sandbox.extensionsLeft === 0}
          title={sandbox.extensionsLeft > 0 ? t("extendLeft", { count: sandbox.extensionsLeft }) : t("extendNone")}
        >
          {t("extend")}
        </button>
      ) : null}
      {isIdle ? (
        <p role="status" className="text-[#f0c274]">
          {t("idleSoon", { minutes: Math.max(1, Math.ceil(idleMs / MINUTE_MS)) })}
        </p>
      ) : null}
    </>
  );
}
