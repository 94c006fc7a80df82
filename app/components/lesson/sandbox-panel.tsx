"use client";
import { Play, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LessonState } from "@/app/client/lesson-session";
import type { Failure } from "@/app/client/remote-error";
import { FailureNote } from "@/app/components/ui/failure-note";
import type { LessonReadiness } from "@/lib/shared/readiness-view";
import type { EndReason, SandboxView } from "@/lib/shared/sandbox-view";
import { ImagesNote } from "./images-note";
import { QueuePlaceNote } from "./queue-place-note";
import { StartStages } from "./start-stages";

interface Props {
  state: Pick<LessonState, "user" | "sandbox" | "isSandboxKnown" | "clockSkewMs" | "busy">;
  lesson: string;
  /** What the lesson waits for before it can be started. */
  readiness: LessonReadiness | null;
  onStart: () => void;
  onLeave: () => void;
}

/** What stands where the terminal will be: the offer to start, the start's stages, or why it ended and what to do. */
export function SandboxPanel({ state, lesson, readiness, onStart, onLeave }: Props) {
  const { sandbox, busy } = state;
  return (
    <div className="on-night flex h-full items-center justify-center overflow-y-auto bg-night p-6 text-night-ink">
      <div className="w-full max-w-sm">
        {!state.isSandboxKnown ? (
          <Waiting />
        ) : sandbox?.lesson === lesson && sandbox.state === "queued" ? (
          <QueuePlaceNote place={sandbox.queue} onLeave={onLeave} />
        ) : sandbox?.lesson === lesson && (sandbox.state === "starting" || sandbox.state === "stopping") ? (
          <StartStages sandbox={sandbox} clockSkewMs={state.clockSkewMs} />
        ) : busy === "start" || busy === "reset" ? (
          <StartStages sandbox={null} clockSkewMs={0} />
        ) : readiness ? (
          <ImagesNote readiness={readiness} />
        ) : sandbox?.lesson === lesson && (sandbox.state === "ended" || sandbox.state === "failed") ? (
          <Ended sandbox={sandbox} onStart={onStart} />
        ) : (
          <Offer isNew={state.user === null} onStart={onStart} />
        )}
      </div>
    </div>
  );
}

function Waiting() {
  const t = useTranslations("common");
  return (
    <p role="status" className="stage-now text-center text-night-soft">
      {t("loading")}
    </p>
  );
}

function Offer({ isNew, onStart }: { isNew: boolean; onStart: () => void }) {
  const t = useTranslations("sandbox");
  return (
    <div className="flex flex-col items-start gap-4">
      <MooredFerry />
      <h2 className="text-xl">{t("introTitle")}</h2>
      <p className="text-night-soft">{t("intro")}</p>
      <button type="button" className="button button-lantern button-large" onClick={onStart}>
        <Play size={18} aria-hidden />
        {t("startShort")}
      </button>
      {isNew ? <p className="text-sm text-night-soft">{t("introNote")}</p> : null}
    </div>
  );
}

function Ended({ sandbox, onStart }: { sandbox: SandboxView; onStart: () => void }) {
  const t = useTranslations("sandbox");
  const reason: EndReason = sandbox.endReason ?? (sandbox.state === "failed" ? "failed" : "lost");
  const failure: Failure | null = sandbox.errorCode ? { code: sandbox.errorCode, params: {}, requestId: null } : null;
  return (
    <div className="flex flex-col items-start gap-4">
      <MooredFerry />
      <h2 className="text-xl">{t(`end.${reason}.title`)}</h2>
      <p className="text-night-soft">{t(`end.${reason}.next`)}</p>
      {failure ? <FailureNote failure={failure} /> : null}
      <button type="button" className="button button-lantern" onClick={onStart}>
        <RotateCcw size={17} aria-hidden />
        {t("startAgain")}
      </button>
    </div>
  );
}

function MooredFerry() {
  return (
    <svg viewBox="0 0 120 44" aria-hidden="true" className="w-28">
      <path
        d="M36 26V9h9"
        fill="none"
        stroke="#9db3b5"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="46" cy="13" r="4.2" fill="#f3b45c" />
      <path d="M22 26h76l-7 8a4 4 0 0 1-3 1.4H32a4 4 0 0 1-3-1.4z" fill="#9db3b5" />
      <path
        d="M2 40c5-3 10-3 15 0s10 3 15 0 10-3 15 0 10 3 15 0 10-3 15 0 10 3 15 0 10-3 15 0 8 2 11 1"
        fill="none"
        stroke="#31565f"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
