"use client";
import type { StatusView } from "@/lib/shared/status-view";
import { Fact, HealthMark, Panel } from "./status-parts";
import { useStatusTexts } from "./use-status-texts";

/** How far the hub's images are, and which of them could not be made. */
export function ImagesPanel({ status: { images, at } }: { status: StatusView }) {
  const { t, age } = useStatusTexts();
  if (!images) return null;
  const { served, total, building, waiting, failed, estimatedSeconds } = images;
  const isDone = building.length + waiting.length + failed.length === 0;
  return (
    <Panel
      id="images"
      title={t("images.title")}
      isWide
      aside={isDone ? <HealthMark isUp>{t("images.allDone")}</HealthMark> : null}
    >
      <Fact name={t("images.served")}>{t("images.servedOf", { served: String(served), total: String(total) })}</Fact>
      <Fact name={t("images.building")}>
        {building
          .map(({ id, startedAt }) => t("images.buildingFor", { id, age: age(Date.parse(at) - Date.parse(startedAt)) }))
          .join(", ") || t("images.none")}
      </Fact>
      <Fact name={t("images.waiting")}>{waiting.join(", ") || t("images.none")}</Fact>
      {isDone ? null : (
        <Fact name={t("images.left")}>{estimatedSeconds === null ? t("unknown") : age(estimatedSeconds * 1000)}</Fact>
      )}
      {failed.length === 0 ? null : (
        <Fact name={t("images.failed")}>
          <ul className="flex flex-col items-end gap-1">
            {failed.map(({ id, code, isServed }) => (
              <li key={id} className="text-clay">
                {isServed ? t("images.failedOld", { id }) : id}
                <span className="ml-2 font-mono text-xs">{code}</span>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </Panel>
  );
}
