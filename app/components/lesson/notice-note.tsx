"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Notice } from "@/lib/shared/notice";

/** What the student should know of their computer, though nothing of ours failed. */
export function NoticeNote({ notice, onDismiss }: { notice: Notice; onDismiss?: () => void }) {
  const t = useTranslations();
  return (
    <div
      role="status"
      className="flex items-start gap-3 rounded-md border border-lantern-line bg-lantern-wash px-4 py-3 text-sm text-ink"
    >
      <div className="flex-1">
        <p className="font-semibold">{t(`notices.${notice.code}.title`, notice.params)}</p>
        <p className="mt-0.5">{t(`notices.${notice.code}.body`, notice.params)}</p>
      </div>
      <button type="button" className="icon-button -my-1 -mr-2" aria-label={t("failure.dismiss")} onClick={onDismiss}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
