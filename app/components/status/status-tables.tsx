"use client";
import type { ReactNode } from "react";
import type { StatusView } from "@/lib/shared/status-view";
import { useStatusTexts } from "./use-status-texts";

const STATES = ["warming", "starting", "warm", "ready", "stopping"] as const;

export function SandboxTable({ status: { sandboxes, at } }: { status: StatusView }) {
  const { t, age, size } = useStatusTexts();
  const toState = (state: string) => {
    const known = STATES.find((one) => one === state);
    return known ? t(`states.${known}`) : state;
  };
  const rows = sandboxes?.rows ?? [];
  return (
    <TableSection id="sandboxes" title={t("sandboxes.title")}>
      {sandboxes && sandboxes.total > rows.length ? (
        <p className="mt-1 text-sm text-soft">
          {t("sandboxes.more", { shown: String(rows.length), total: String(sandboxes.total) })}
        </p>
      ) : null}
      {rows.length === 0 ? (
        <p className="mt-2 text-soft">{t(sandboxes ? "sandboxes.empty" : "unknown")}</p>
      ) : (
        <Table
          label={t("sandboxes.title")}
          heads={[
            { text: t("sandboxes.id") },
            { text: t("sandboxes.state") },
            { text: t("sandboxes.lesson") },
            { text: t("sandboxes.age"), isNumber: true },
            { text: t("sandboxes.memory"), isNumber: true },
            { text: t("sandboxes.disk"), isNumber: true },
          ]}
          rows={rows.map((row) => ({
            key: row.shortId,
            cells: [
              <code key="id">{row.shortId}</code>,
              toState(row.state),
              row.lesson ?? t("sandboxes.noLesson"),
              age(Date.parse(at) - Date.parse(row.createdAt)),
              size(row.memoryBytes),
              size(row.diskBytes),
            ],
          }))}
        />
      )}
    </TableSection>
  );
}

export function ErrorTable({ status: { errors, at } }: { status: StatusView }) {
  const { t, age } = useStatusTexts();
  return (
    <TableSection id="errors" title={t("errors.title")}>
      <p className="mt-1 text-sm text-soft">{t("errors.lead")}</p>
      {errors.length === 0 ? (
        <p className="mt-2 text-soft">{t("errors.empty")}</p>
      ) : (
        <Table
          label={t("errors.title")}
          heads={[
            { text: t("errors.code") },
            { text: t("errors.count"), isNumber: true },
            { text: t("errors.last"), isNumber: true },
          ]}
          rows={errors.map(({ code, count, lastAt }) => ({
            key: code,
            cells: [
              <code key="code">{code}</code>,
              count,
              t("errors.ago", { age: age(Date.parse(at) - Date.parse(lastAt)) }),
            ],
          }))}
        />
      )}
    </TableSection>
  );
}

function TableSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border border-line bg-surface px-5 py-4">
      <h2 id={id} className="text-lg">
        {title}
      </h2>
      {children}
    </section>
  );
}

interface TableProps {
  label: string;
  heads: { text: string; isNumber?: boolean }[];
  rows: { key: string; cells: ReactNode[] }[];
}

function Table({ label, heads, rows }: TableProps) {
  const align = (index: number) => (heads[index]?.isNumber ? "text-right" : "text-left");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard
    <section aria-label={label} tabIndex={0} className="mt-2 overflow-x-auto">
      <table className="w-full whitespace-nowrap text-[0.9375rem] tabular-nums">
        <thead>
          <tr className="border-b border-line text-sm text-soft">
            {heads.map(({ text }, index) => (
              <th key={text} scope="col" className={`py-2 pr-6 font-semibold last:pr-0 ${align(index)}`}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-b border-line last:border-0">
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns neither move nor come and go
                <td key={index} className={`py-2 pr-6 last:pr-0 ${align(index)}`}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
