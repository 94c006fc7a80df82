"use client";
import { Flag, Square } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect } from "react";
import { useRace } from "@/app/client/use-race";
import { FailureNote } from "@/app/components/ui/failure-note";
import type { RaceSample, RaceSide } from "@/lib/shared/race";
import { useWorkspace } from "./workspace-context";

const WHO = ["vm", "container"] as const;
type Who = (typeof WHO)[number];
const BAR: Record<Who, string> = { vm: "bg-lantern", container: "bg-water" };
const GIGABYTE_KB = 1024 * 1024;

/** The same web server in a virtual machine and in a container of the student's own computer, drawn as it is measured. */
export default function RacePanel() {
  const t = useTranslations("race");
  const { view, state, announce } = useWorkspace();
  const race = useRace();
  const { phase, sample } = race;
  const sandbox = state.sandbox?.state === "ready" && state.sandbox.lesson === view.id ? state.sandbox.id : null;
  const isRunning = phase === "running";
  useAnnouncements(sample, announce);

  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface px-4 py-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <p className="font-bold">{t("title")}</p>
          <p className="text-[0.9375rem] text-soft">{t("lead")}</p>
        </div>
        {isRunning ? (
          <button type="button" className="button button-quiet" onClick={race.stop}>
            <Square size={15} aria-hidden />
            {t("stop")}
          </button>
        ) : (
          <button
            type="button"
            className="button button-water"
            disabled={!sandbox}
            onClick={() => sandbox && race.start(sandbox)}
          >
            <Flag size={16} aria-hidden />
            {phase === "idle" ? t("start") : t("again")}
          </button>
        )}
      </div>
      <p className="mt-2 text-sm text-soft" role={isRunning ? undefined : "status"}>
        <PhaseText phase={phase} ms={sample?.ms ?? 0} hasSandbox={sandbox !== null} />
      </p>
      {race.failure ? <FailureNote failure={race.failure} /> : null}
      {sample ? <RaceTable sample={sample} isRunning={isRunning} /> : null}
      {sample ? <p className="mt-3 text-[0.8125rem] leading-normal text-faint">{t("note")}</p> : null}
    </section>
  );
}

function PhaseText({ phase, ms, hasSandbox }: { phase: string; ms: number; hasSandbox: boolean }) {
  const t = useTranslations("race");
  switch (phase) {
    case "running":
      return t("running", { seconds: Math.floor(ms / 1000) });
    case "done":
    case "stopped":
    case "busy":
    case "failed":
      return t(phase);
    default:
      return hasSandbox ? null : t("needsSandbox");
  }
}

function RaceTable({ sample, isRunning }: { sample: RaceSample; isRunning: boolean }) {
  const t = useTranslations("race");
  const format = useFormatter();
  const toSeconds = (ms: number) => format.number(ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const toMegabytes = (kb: number) => t("megabytes", { value: format.number(Math.round(kb / 102.4) / 10) });
  const toCount = (value: number) => t("count", { value: format.number(value) });
  const isUp = ({ answeredMs }: RaceSide) => answeredMs !== null;
  const rows: { label: string; value: (side: RaceSide) => number | null; show: (side: RaceSide) => string }[] = [
    {
      label: t("firstAnswer"),
      value: ({ answeredMs }) => answeredMs ?? sample.ms,
      show: ({ answeredMs }) =>
        answeredMs === null && isRunning
          ? t("booting", { value: toSeconds(sample.ms) })
          : answeredMs === null
            ? t("pending")
            : t("seconds", { value: toSeconds(answeredMs) }),
    },
    { label: t("memory"), value: (side) => side.memoryKb || null, show: (side) => toMegabytes(side.memoryKb) },
    { label: t("disk"), value: (side) => side.diskKb || null, show: (side) => toMegabytes(side.diskKb) },
    { label: t("processes"), value: (side) => side.processes, show: (side) => toCount(side.processes ?? 0) },
    {
      label: t("fit"),
      // what it takes while it starts is not yet what it takes
      value: (side) => (isUp(side) && side.memoryKb > 0 ? Math.floor(GIGABYTE_KB / side.memoryKb) : null),
      show: (side) => toCount(Math.floor(GIGABYTE_KB / side.memoryKb)),
    },
  ];
  return (
    <table className="plain-table mt-3 w-full border-collapse text-[0.9375rem]">
      <caption className="sr-only">{t("title")}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("measure")}</th>
          {WHO.map((who) => (
            <th key={who} scope="col">
              {t(who)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, value, show }) => {
          const most = Math.max(...WHO.map((who) => value(sample[who]) ?? 0), 1);
          return (
            <Row key={label} label={label}>
              {WHO.map((who) => {
                const side = sample[who];
                const amount = value(side);
                return (
                  <Cell key={who} who={who} share={amount === null ? 0 : amount / most}>
                    {amount === null ? t("pending") : show(side)}
                  </Cell>
                );
              })}
            </Row>
          );
        })}
        <Row label={t("kernel")}>
          {WHO.map((who) => (
            <Cell key={who} who={who}>
              {sample[who].kernel ? (
                <span className="break-all font-mono text-[0.875em]">{sample[who].kernel}</span>
              ) : (
                t("pending")
              )}
            </Cell>
          ))}
        </Row>
      </tbody>
    </table>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <tr className="block border-t border-line py-2.5">
      <th scope="row" className="block pb-1 text-left text-sm font-semibold text-soft">
        {label}
      </th>
      {children}
    </tr>
  );
}

/** Name, bar and value in one line; where nothing is measured by length, only the value. */
function Cell({ who, share, children }: { who: Who; share?: number; children: ReactNode }) {
  const t = useTranslations("race");
  return (
    <td className="grid grid-cols-[6.5rem_1fr] items-center gap-x-3 py-0.5">
      <span aria-hidden className="text-sm text-soft">
        {t(who)}
      </span>
      <span className="flex min-w-0 items-center gap-2">
        {share === undefined ? null : (
          <span aria-hidden className="h-3.5 min-w-0 flex-1 overflow-hidden rounded-sm bg-sunken">
            <span
              className={`block h-full rounded-sm motion-safe:transition-[width] motion-safe:duration-300 ${BAR[who]}`}
              style={{ width: `${Math.max(share * 100, share > 0 ? 0.8 : 0)}%` }}
            />
          </span>
        )}
        <span className={share === undefined ? "" : "w-32 flex-none text-right tabular-nums"}>{children}</span>
      </span>
    </td>
  );
}

/** Each of the two is told once, when it has answered; the bars say the rest to those who see them. */
function useAnnouncements(sample: RaceSample | null, announce: (text: string) => void) {
  const t = useTranslations("race");
  const vm = sample?.vm.answeredMs ?? null;
  const container = sample?.container.answeredMs ?? null;
  useEffect(() => {
    // the last answer and the end of the race may come at once
    if (container !== null)
      announce(t("announceAnswer", { who: t("container"), seconds: Math.round(container / 100) / 10 }));
  }, [container, announce, t]);
  useEffect(() => {
    if (vm !== null) announce(t("announceAnswer", { who: t("vm"), seconds: Math.round(vm / 100) / 10 }));
  }, [vm, announce, t]);
}
