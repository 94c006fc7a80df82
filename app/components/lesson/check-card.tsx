"use client";
import { Check, Circle, CircleDashed, CircleHelp } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useRef } from "react";
import { useDynamicTexts } from "@/app/client/use-dynamic-texts";
import type { CheckProgress, CheckView } from "@/lib/shared/lesson-view";
import { AnswerForm } from "./answer-form";
import { ChoiceForm } from "./choice-form";

export type CheckOutcome = "passed" | "not-yet" | "unknown" | "waiting";

interface Props {
  check: CheckView;
  progress: CheckProgress | undefined;
  isSandboxReady: boolean;
  isChecking: boolean;
  draft: string | readonly string[] | undefined;
  onDraft: (value: string | readonly string[]) => void;
  onCheckNow: () => void;
  onAnswer: (value: string | string[]) => void;
}

const LOOKS = {
  passed: {
    Icon: Check,
    box: "border-pine-line bg-pine-wash",
    icon: "bg-pine text-surface",
    text: "text-pine",
    label: "passed",
  },
  "not-yet": {
    Icon: Circle,
    box: "border-lantern-line bg-surface",
    icon: "text-lantern-text",
    text: "text-lantern-text",
    label: "notYet",
  },
  unknown: {
    Icon: CircleHelp,
    box: "border-rule border-dashed bg-surface",
    icon: "text-soft",
    text: "text-soft",
    label: "unknown",
  },
  waiting: {
    Icon: CircleDashed,
    box: "border-line bg-surface",
    icon: "text-faint",
    text: "text-faint",
    label: "waiting",
  },
} as const;

/** One check: what shall hold, how it stands, and what was observed. A failure of ours never looks like the student's. */
export function CheckCard({
  check,
  progress,
  isSandboxReady,
  isChecking,
  draft,
  onDraft,
  onCheckNow,
  onAnswer,
}: Props) {
  const t = useTranslations("check");
  const common = useTranslations("common");
  const outcome = toOutcome(check, progress);
  const { Icon, box, icon, text, label } = LOOKS[outcome];
  const wasWaiting = useRef(outcome !== "passed");
  return (
    <section
      id={`check-${check.id}`}
      aria-label={check.title}
      data-outcome={outcome}
      className={`check rounded-lg border px-4 py-3.5 text-base leading-relaxed ${box} ${outcome === "passed" && wasWaiting.current ? "check-lit" : ""}`}
    >
      <div className="flex items-start gap-3">
        <span aria-hidden className={`mt-0.5 flex h-6 w-6 flex-none items-center justify-center rounded-full ${icon}`}>
          <Icon size={outcome === "passed" ? 16 : 22} strokeWidth={outcome === "passed" ? 3 : 2} />
        </span>
        <p className="min-w-0 flex-1 font-semibold">{check.title}</p>
        <p className={`flex-none text-sm font-semibold leading-7 ${text}`}>
          {t(label)}
          {check.points > 0 ? (
            <span className="ml-2 font-normal text-faint">{common("points", { points: check.points })}</span>
          ) : null}
        </p>
      </div>
      <div className="flex flex-col gap-3 pl-9 [&:not(:empty)]:mt-2">
        {outcome === "passed" ? <Passed progress={progress} /> : null}
        {check.kind === "answer" && outcome !== "passed" ? (
          <AnswerForm
            check={check}
            draft={typeof draft === "string" ? draft : ""}
            isSending={isChecking}
            onDraft={onDraft}
            onAnswer={onAnswer}
          />
        ) : null}
        {check.kind === "choice" && outcome !== "passed" ? (
          <ChoiceForm
            check={check}
            draft={typeof draft === "object" ? draft : []}
            isSending={isChecking}
            onDraft={onDraft}
            onAnswer={onAnswer}
          />
        ) : null}
        {outcome === "not-yet" || outcome === "unknown" ? (
          <Observed progress={progress} isUnknown={outcome === "unknown"} />
        ) : null}
        {check.kind === "live" && outcome !== "passed" ? (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {isSandboxReady ? (
              <button type="button" className="button button-small" onClick={onCheckNow} disabled={isChecking}>
                {isChecking ? t("checking") : t("checkNow")}
              </button>
            ) : (
              <p className="text-sm text-faint">{t("needsSandbox")}</p>
            )}
          </div>
        ) : null}
      </div>
    </section>
  );
}

function Passed({ progress }: { progress: CheckProgress | undefined }) {
  const t = useTranslations("check");
  const format = useFormatter();
  if (!progress?.passedAt && !progress?.message) return null;
  return (
    <>
      {progress.message ? <p className="text-[0.9375rem]">{progress.message}</p> : null}
      {progress.passedAt ? (
        <p className="text-sm text-soft" suppressHydrationWarning>
          {t("passedAt", { time: format.dateTime(new Date(progress.passedAt), toTimeStyle(progress.passedAt)) })}
        </p>
      ) : null}
    </>
  );
}

function Observed({ progress, isUnknown }: { progress: CheckProgress | undefined; isUnknown: boolean }) {
  const t = useTranslations("check");
  const { describeObservation } = useDynamicTexts();
  const lines = (progress?.observations ?? []).map(describeObservation).filter((line) => line !== null);
  if (isUnknown) return <p className="text-[0.9375rem] text-soft">{lines[0] ?? t("unknownText")}</p>;
  if (!progress?.message && lines.length === 0) return null;
  return (
    <div className="text-[0.9375rem]">
      {progress?.message ? <p>{progress.message}</p> : null}
      {lines.length > 0 ? (
        <>
          <p className="sr-only">{t("observed")}</p>
          <ul className={progress?.message ? "mt-1.5 text-soft" : ""}>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

/** A question nobody has answered yet is not "not yet": there is nothing to be wrong. */
export function toOutcome(check: CheckView, progress: CheckProgress | undefined): CheckOutcome {
  if (!progress) return "waiting";
  if (check.kind !== "live" && progress.status === "not-yet" && progress.tries === 0) return "waiting";
  return progress.status;
}

function toTimeStyle(passedAt: string): { hour: "numeric"; minute: "numeric"; month?: "long"; day?: "numeric" } {
  const isToday = new Date(passedAt).toDateString() === new Date().toDateString();
  return isToday
    ? { hour: "numeric", minute: "numeric" }
    : { month: "long", day: "numeric", hour: "numeric", minute: "numeric" };
}
