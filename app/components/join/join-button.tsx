"use client";
import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/app/client/api";
import { type Failure, toFailure } from "@/app/client/remote-error";
import { FailureNote } from "@/app/components/ui/failure-note";
import { useRouter } from "@/i18n/navigation";
import type { Locale } from "@/lib/shared/locale";

/** One click makes somebody a student of the class, with a record if they have none. */
export function JoinButton({ code, locale }: { code: string; locale: Locale }) {
  const t = useTranslations("join");
  const router = useRouter();
  const [isJoining, setIsJoining] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const join = async () => {
    setIsJoining(true);
    setFailure(null);
    try {
      const { user } = await api.getSession();
      if (!user) await api.startSession(locale);
      await api.joinReservation(code);
      router.push("/courses");
    } catch (error) {
      setFailure(toFailure(error));
      setIsJoining(false);
    }
  };
  return (
    <div className="flex flex-col gap-3">
      <button type="button" className="button button-lantern button-large" onClick={join} disabled={isJoining}>
        {t("action")}
        <ArrowRight size={20} aria-hidden />
      </button>
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
    </div>
  );
}
