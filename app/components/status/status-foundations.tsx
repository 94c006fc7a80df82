"use client";
import { Check, Minus } from "lucide-react";
import type { RuntimePromise, VersionConcern } from "@/lib/shared/foundations";
import type { RuntimeView } from "@/lib/shared/status-view";
import { useStatusTexts } from "./use-status-texts";

/** What stands around a sandbox, and what does not. */
export function IsolationPanel({ runtime: { name, tier, isTested, keeps, lacks } }: { runtime: RuntimeView }) {
  const { t } = useStatusTexts();
  return (
    <section aria-labelledby="isolation" className="rounded-lg border border-line bg-surface px-5 py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="isolation" className="text-lg">
          {t("isolation.title")}
        </h2>
        <p className="text-sm text-soft">
          {t("isolation.runtime")} <code>{name}</code>
        </p>
      </div>
      <p className="mt-1 first-letter:uppercase">{t(`runtime.tiers.${tier}`)}</p>
      <p className="text-sm text-soft">{t(isTested ? "runtime.tested" : "runtime.untested")}</p>
      <div className="mt-3 grid gap-x-12 gap-y-3 md:grid-cols-2">
        <PromiseList title={t(isTested ? "isolation.keeps" : "isolation.keepsByMakers")} promises={keeps} isKept />
        <PromiseList title={t("isolation.lacks")} promises={lacks} isKept={false} />
      </div>
    </section>
  );
}

interface PromiseListProps {
  title: string;
  promises: readonly RuntimePromise[];
  isKept: boolean;
}

function PromiseList({ title, promises, isKept }: PromiseListProps) {
  const { t } = useStatusTexts();
  if (promises.length === 0) return null;
  const Icon = isKept ? Check : Minus;
  const id = isKept ? "isolation-keeps" : "isolation-lacks";
  return (
    <div>
      <h3 id={id} className="text-sm font-semibold text-soft">
        {title}
      </h3>
      <ul aria-labelledby={id} className="mt-1 flex flex-col gap-1 text-[0.9375rem]">
        {promises.map((promise) => (
          <li key={promise} className="flex items-start gap-2">
            <Icon size={15} className={`mt-1 flex-none ${isKept ? "text-pine" : "text-soft"}`} aria-hidden />
            <span className="block first-letter:uppercase">{t(`runtime.promises.${promise}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One version, where it is and what is known of it; by the name `npm start` warns with when it is old. */
export function VersionConcernText({ concern }: { concern: VersionConcern }) {
  const { t } = useStatusTexts();
  const { name, isOld, component, found, places, minimum, cves, reason } = concern;
  const where = places.map((place) => t(`runtime.places.${place}`)).join(", ");
  return (
    <>
      <span className="block break-words">
        {isOld ? <code className="mr-2">{name}</code> : null}
        {t("versionConcern.found", { component, found, places: where })}
      </span>
      <span className="block break-words text-sm text-soft">
        {[
          t(`runtime.reasons.${reason}`),
          t("versionConcern.good", { minimum }),
          t("versionConcern.cves", { cves: cves.join(", ") }),
        ].join(" ")}
      </span>
    </>
  );
}

/** A note, not a warning: their numbers do not tell. */
export function UnclearVersions({ concerns }: { concerns: VersionConcern[] | null }) {
  const { t } = useStatusTexts();
  if (!concerns) return <p className="mt-3 text-sm text-soft">{t("versionConcern.unread")}</p>;
  if (concerns.length === 0) return null;
  return (
    <div className="mt-3">
      <h3 id="unclear-versions" className="text-sm font-semibold text-soft">
        {t("versionConcern.unclear")}
      </h3>
      <ul aria-labelledby="unclear-versions" className="mt-1 flex flex-col gap-1 text-sm">
        {concerns.map((concern) => (
          <li key={`${concern.component} ${concern.found}`}>
            <VersionConcernText concern={concern} />
          </li>
        ))}
      </ul>
    </div>
  );
}
