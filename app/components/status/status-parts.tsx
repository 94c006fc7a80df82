"use client";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { ResourceView } from "@/lib/shared/status-view";
import { useStatusTexts } from "./use-status-texts";

interface PanelProps {
  id: string;
  title: string;
  /** Beside the title. */
  aside?: ReactNode;
  /** Facts in two columns. */
  isWide?: boolean;
  /** Under the facts. */
  below?: ReactNode;
  children: ReactNode;
}

export function Panel({ id, title, aside, isWide = false, below, children }: PanelProps) {
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-surface px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={id} className="text-lg">
          {title}
        </h2>
        {aside}
      </div>
      <dl className={`mt-2 divide-y divide-line ${isWide ? "md:columns-2 md:gap-x-12" : ""}`}>{children}</dl>
      {below}
    </section>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex break-inside-avoid items-baseline justify-between gap-6 py-2">
      <dt className="flex-none text-soft">{name}</dt>
      <dd className="text-right tabular-nums">{children}</dd>
    </div>
  );
}

/** Never by colour alone. */
export function HealthMark({ isUp, children }: { isUp: boolean; children: ReactNode }) {
  const Icon = isUp ? CircleCheck : CircleAlert;
  return (
    <span className={`inline-flex items-baseline gap-1.5 font-semibold ${isUp ? "text-pine" : "text-clay"}`}>
      <Icon size={16} className="self-center" aria-hidden />
      {children}
    </span>
  );
}

/** What is in use of memory or disk, and what has been promised to sandboxes. */
export function ResourceMeter({ name, resource }: { name: string; resource: ResourceView | null }) {
  const { t, size } = useStatusTexts();
  if (!resource) return <Fact name={name}>{t("unknown")}</Fact>;
  const { totalBytes, freeBytes, promisedBytes, isShort } = resource;
  const used = Math.round((1 - freeBytes / totalBytes) * 100);
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-6 py-2">
      <dt className="flex-none text-soft">{name}</dt>
      <dd className="text-right tabular-nums">
        {t("capacity.freeOf", { free: size(freeBytes), total: size(totalBytes) })}
      </dd>
      <dd className="w-full">
        <div aria-hidden className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-line">
          <div className={`h-full ${isShort ? "bg-clay" : "bg-water"}`} style={{ width: `${used}%` }} />
        </div>
        <p className="mt-1 text-sm text-faint">{t("capacity.promised", { promised: size(promisedBytes) })}</p>
      </dd>
    </div>
  );
}
