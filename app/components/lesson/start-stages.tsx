"use client";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useNow } from "@/app/client/use-now";
import { type SandboxView, START_STAGES, type StartStage } from "@/lib/shared/sandbox-view";

const SLOW_MS = 20_000;

const STAGE_TEXTS = {
  disk: "stageDisk",
  network: "stageNetwork",
  container: "stageContainer",
  engine: "stageEngine",
  files: "stageFiles",
} as const;

/** A tick a stage with the seconds it took: a wait that says what it is waiting for. */
export function StartStages({ sandbox, clockSkewMs }: { sandbox: SandboxView | null; clockSkewMs: number }) {
  const t = useTranslations("sandbox");
  const now = useNow();
  const seenAt = useStageTimes(sandbox);
  if (sandbox?.state === "stopping") {
    return (
      <p role="status" className="stage-now text-center text-night-soft">
        {t("stopping")}
      </p>
    );
  }
  const current = sandbox?.stage ? START_STAGES.indexOf(sandbox.stage) : 0;
  const elapsedMs = sandbox && now !== null ? now + clockSkewMs - Date.parse(sandbox.createdAt) : 0;
  return (
    <div>
      <h2 className="text-xl">{t("startingTitle")}</h2>
      <ol className="mt-5 flex flex-col">
        {START_STAGES.map((stage, index) => {
          const status = index < current ? "done" : index === current ? "now" : "waiting";
          const tookMs = toStageMs(seenAt, stage, START_STAGES[index + 1], status === "now" ? now : null);
          return (
            <li
              key={stage}
              aria-current={status === "now" ? "step" : undefined}
              className={`flex items-center gap-3 py-1.5 ${status === "waiting" ? "text-night-soft" : ""}`}
            >
              <span aria-hidden className="flex h-5 w-5 items-center justify-center">
                {status === "done" ? (
                  <Check size={17} strokeWidth={3} className="text-[#86c79f]" />
                ) : (
                  <span
                    className={`h-2.5 w-2.5 rounded-full ${status === "now" ? "stage-now bg-lantern" : "border border-night-soft"}`}
                  />
                )}
              </span>
              <span className="flex-1">{t(STAGE_TEXTS[stage])}</span>
              <span className="text-sm tabular-nums text-night-soft">
                {tookMs === null ? null : t("seconds", { seconds: (tookMs / 1_000).toFixed(status === "now" ? 0 : 1) })}
              </span>
              <span className="sr-only">
                {t(status === "done" ? "stageDone" : status === "now" ? "stageNow" : "stageWaiting")}
              </span>
            </li>
          );
        })}
      </ol>
      {elapsedMs > SLOW_MS ? (
        <p role="status" className="mt-4 text-sm text-[#f0c274]">
          {t("slow")}
        </p>
      ) : null}
    </div>
  );
}

type StageTimes = Partial<Record<StartStage, number>>;

/** When this page first saw each stage of this sandbox. */
function useStageTimes(sandbox: SandboxView | null): StageTimes {
  const [seen, setSeen] = useState<{ sandbox: string; times: StageTimes }>({ sandbox: "", times: {} });
  const id = sandbox?.id ?? "";
  const stage = sandbox?.stage ?? null;
  useEffect(() => {
    if (!stage) return;
    setSeen((before) => {
      const times = before.sandbox === id ? before.times : {};
      return times[stage] === undefined ? { sandbox: id, times: { ...times, [stage]: Date.now() } } : before;
    });
  }, [id, stage]);
  return seen.sandbox === id ? seen.times : {};
}

function toStageMs(
  seenAt: StageTimes,
  stage: StartStage,
  next: StartStage | undefined,
  now: number | null,
): number | null {
  const from = seenAt[stage];
  const until = now ?? (next ? seenAt[next] : undefined);
  return from === undefined || until === undefined ? null : Math.max(0, until - from);
}
