"use client";
import { ArrowRight } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/app/client/api";
import { requestAutoStart } from "@/app/client/auto-start";
import { type Failure, toFailure } from "@/app/client/remote-error";
import { FailureNote } from "@/app/components/ui/failure-note";
import { useRouter } from "@/i18n/navigation";

/** One click from the first page to a starting sandbox: a record, the first lesson, its computer. */
export function StartButton({ lesson }: { lesson: string }) {
  const t = useTranslations("landing");
  const locale = useLocale();
  const router = useRouter();
  const [isStarting, setIsStarting] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const start = async () => {
    setIsStarting(true);
    setFailure(null);
    try {
      const { user } = await api.getSession();
      if (!user) await api.startSession(locale);
      requestAutoStart(lesson);
      router.push(`/learn/${lesson}`);
    } catch (error) {
      setFailure(toFailure(error));
      setIsStarting(false);
    }
  };

  return (
    <div className="flex flex-col gap-3">
      <button type="button" className="button button-lantern button-large" onClick={start} disabled={isStarting}>
        {isStarting ? t("starting") : t("start")}
        <ArrowRight size={20} aria-hidden />
      </button>
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
    </div>
  );
}
