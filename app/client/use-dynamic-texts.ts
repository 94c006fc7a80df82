"use client";
import { useTranslations } from "next-intl";
import type { Observation } from "@/lib/shared/check";
import type { Failure } from "./remote-error";

interface LooseTranslator {
  (key: string, values?: Record<string, string | number>): string;
  has(key: string): boolean;
}

/** Texts whose key comes from the server: error codes and observations. A key this release does not know becomes a plain line. */
export function useDynamicTexts(): {
  describeFailure: (failure: Failure) => { title: string; body: string | null };
  describeObservation: (observation: Observation) => string | null;
} {
  const t = useTranslations() as unknown as LooseTranslator;
  const find = (key: string, params: Record<string, string | number>): string | null =>
    t.has(key) ? t(key, params) : null;
  return {
    describeFailure: ({ code, params }) =>
      code === null
        ? { title: t("failure.offline"), body: null }
        : {
            title: find(`errors.${code}.title`, params) ?? t("failure.unexpected"),
            body: find(`errors.${code}.body`, params),
          },
    describeObservation: ({ key, params }) => find(`checks.${key}`, params),
  };
}
