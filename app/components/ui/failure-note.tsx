"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Failure } from "@/app/client/remote-error";
import { useDynamicTexts } from "@/app/client/use-dynamic-texts";

/** What went wrong, in words, with the code and the number that find it in the log. */
export function FailureNote({ failure, onDismiss }: { failure: Failure; onDismiss?: () => void }) {
  const t = useTranslations();
  const { describeFailure } = useDynamicTexts();
  const { title, body } = describeFailure(failure);
  return (
    <div
      role="alert"
      className="flex items-start gap-3 rounded-md border border-clay-line bg-clay-wash px-4 py-3 text-sm text-ink"
    >
      <div className="flex-1">
        <p className="font-semibold">{title}</p>
        {body ? <p className="mt-0.5">{body}</p> : null}
        {failure.code ? (
          <p className="mt-1 font-mono text-xs text-soft">
            {failure.code}
            {failure.requestId ? ` · ${t("common.requestId", { id: failure.requestId })}` : null}
          </p>
        ) : null}
      </div>
      {onDismiss ? (
        <button type="button" className="icon-button -my-1 -mr-2" aria-label={t("failure.dismiss")} onClick={onDismiss}>
          <X size={16} aria-hidden />
        </button>
      ) : null}
    </div>
  );
}
