"use client";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { operatorApi } from "@/app/client/operator-api";
import { type Failure, toFailure } from "@/app/client/remote-error";
import { FailureNote } from "@/app/components/ui/failure-note";
import { type StatusView, VERSION_NAMES } from "@/lib/shared/status-view";
import { IsolationPanel, UnclearVersions, VersionConcernText } from "./status-foundations";
import { ImagesPanel } from "./status-images";
import { Fact, HealthMark, Panel, ResourceMeter } from "./status-parts";
import { ErrorTable, SandboxTable } from "./status-tables";
import { useStatusTexts } from "./use-status-texts";

interface Props {
  status: StatusView;
  /** Why the last reading is not newer. */
  failure: Failure | null;
  onSignedOut: () => void;
}

export function StatusBoard({ status, failure, onSignedOut }: Props) {
  const { t, clock } = useStatusTexts();
  const [signOutFailure, setSignOutFailure] = useState<Failure | null>(null);
  const signOut = () =>
    operatorApi.signOut().then(onSignedOut, (error: unknown) => setSignOutFailure(toFailure(error)));
  const told = signOutFailure ?? failure;
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-6 px-4 py-10 sm:px-6">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <div>
          <h1 className="text-[2rem]">{t("title")}</h1>
          <p className="mt-1 text-soft">{t("lead")}</p>
        </div>
        <div className="flex items-center gap-3">
          <p className="text-sm tabular-nums text-faint" suppressHydrationWarning>
            {t(failure ? "stale" : "updatedAt", { time: clock(status.at) })}
          </p>
          <button type="button" className="button button-small" onClick={() => void signOut()}>
            <LogOut size={15} aria-hidden />
            {t("signIn.signOut")}
          </button>
        </div>
      </div>
      {told ? <FailureNote failure={told} /> : null}
      <Warnings status={status} />
      <div className="grid gap-6 md:grid-cols-2">
        <HealthPanel status={status} />
        <CapacityPanel status={status} />
        <QueuePanel status={status} />
        <ServerPanel status={status} />
      </div>
      <ImagesPanel status={status} />
      <SandboxTable status={status} />
      <ErrorTable status={status} />
      <IsolationPanel runtime={status.runtime} />
      <VersionPanel status={status} />
    </div>
  );
}

function Warnings({ status: { warnings } }: { status: StatusView }) {
  const { t } = useStatusTexts();
  if (warnings.length === 0) return null;
  return (
    <section aria-labelledby="warnings" className="rounded-lg border border-lantern-line bg-lantern-wash px-5 py-4">
      <h2 id="warnings" className="text-base text-lantern-text">
        {t("warnings.title")}
      </h2>
      <ul className="mt-1.5 flex flex-col gap-1 text-[0.9375rem]">
        {warnings.map((warning) =>
          warning.key === "versionOld" ? (
            <li key={`${warning.name} ${warning.found}`}>
              <VersionConcernText concern={warning} />
            </li>
          ) : (
            <li key={warning.key}>{t(`warnings.${warning.key}`)}</li>
          ),
        )}
      </ul>
    </section>
  );
}

function HealthPanel({ status: { health } }: { status: StatusView }) {
  const { t } = useStatusTexts();
  const summary = health.stopping ? "health.stopping" : health.serving ? "health.serving" : "health.notServing";
  return (
    <Panel id="health" title={t("health.title")} aside={<HealthMark isUp={health.serving}>{t(summary)}</HealthMark>}>
      {(["database", "engine", "hub"] as const).map((part) => (
        <Fact key={part} name={t(`health.${part}`)}>
          <HealthMark isUp={health[part]}>{t(health[part] ? "health.up" : "health.down")}</HealthMark>
        </Fact>
      ))}
    </Panel>
  );
}

function CapacityPanel({ status: { capacity } }: { status: StatusView }) {
  const { t } = useStatusTexts();
  return (
    <Panel id="capacity" title={t("capacity.title")}>
      <Fact name={t("capacity.sandboxes")}>
        {capacity
          ? t("capacity.sandboxesOf", { live: String(capacity.live), limit: String(capacity.limit) })
          : t("unknown")}
      </Fact>
      <ResourceMeter name={t("capacity.memory")} resource={capacity?.memory ?? null} />
      <ResourceMeter name={t("capacity.disk")} resource={capacity?.disk ?? null} />
    </Panel>
  );
}

function QueuePanel({ status: { queue, pool, at } }: { status: StatusView }) {
  const { t, age } = useStatusTexts();
  const oldest = queue?.oldestQueuedAt ? Date.parse(at) - Date.parse(queue.oldestQueuedAt) : null;
  return (
    <Panel id="queue" title={t("queue.title")}>
      <Fact name={t("queue.length")}>{queue ? t("queue.people", { count: queue.length }) : t("unknown")}</Fact>
      <Fact name={t("queue.oldest")}>{oldest === null ? t(queue ? "queue.none" : "unknown") : age(oldest)}</Fact>
      <Fact name={t("queue.pool")}>
        {pool ? t("queue.poolOf", { warm: String(pool.warm), target: String(pool.target) }) : t("unknown")}
      </Fact>
    </Panel>
  );
}

function ServerPanel({ status: { process, at } }: { status: StatusView }) {
  const { t, age, size } = useStatusTexts();
  return (
    <Panel id="server" title={t("connections.title")}>
      <Fact name={t("connections.upFor")}>{age(Date.parse(at) - Date.parse(process.startedAt))}</Fact>
      <Fact name={t("connections.memory")}>{size(process.memoryBytes)}</Fact>
      <Fact name={t("connections.terminals")}>{process.terminals}</Fact>
      <Fact name={t("connections.sessions")}>{process.sessions}</Fact>
    </Panel>
  );
}

function VersionPanel({ status: { versions, unclearVersions } }: { status: StatusView }) {
  const { t } = useStatusTexts();
  return (
    <Panel id="versions" title={t("versions.title")} isWide below={<UnclearVersions concerns={unclearVersions} />}>
      {VERSION_NAMES.map((name) => (
        <Fact key={name} name={t(`versions.${name}`)}>
          <span className="font-mono text-sm">{versions[name] ?? t("unknown")}</span>
        </Fact>
      ))}
    </Panel>
  );
}
