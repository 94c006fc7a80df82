"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { operatorApi } from "@/app/client/operator-api";
import { type Failure, toFailure } from "@/app/client/remote-error";
import { MessagePage } from "@/app/components/site/message-page";
import { FailureNote } from "@/app/components/ui/failure-note";
import type { StatusView } from "@/lib/shared/status-view";
import { useStatusTexts } from "./use-status-texts";

interface Props {
  hasExpired: boolean;
  onSignedIn: (status: StatusView) => void;
}

/** Asks for the operator's key; to everybody else the page shows nothing more. */
export function SignInForm({ hasExpired, onSignedIn }: Props) {
  const common = useTranslations("common");
  const { t } = useStatusTexts();
  const [key, setKey] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setFailure(null);
    try {
      await operatorApi.signIn(key.trim());
      onSignedIn(await operatorApi.getStatus());
    } catch (error) {
      setFailure(toFailure(error));
      setIsBusy(false);
    }
  };

  const isWrong = failure?.code === "UNAUTHENTICATED";
  return (
    <MessagePage title={t("signIn.title")}>
      <p className="text-soft">{t(hasExpired ? "signIn.expired" : "signIn.text")}</p>
      <form onSubmit={(event) => void signIn(event)} className="flex flex-col gap-3">
        <label htmlFor="operator-key" className="font-semibold">
          {t("signIn.label")}
        </label>
        <div className="flex flex-wrap gap-2">
          <input
            id="operator-key"
            type="password"
            autoComplete="current-password"
            required
            maxLength={1024}
            value={key}
            onChange={(event) => setKey(event.target.value)}
            aria-invalid={isWrong}
            aria-describedby={isWrong ? "operator-key-wrong" : undefined}
            className="field min-w-56 flex-1"
          />
          <button type="submit" className="button button-water" disabled={isBusy}>
            {t("signIn.submit")}
          </button>
        </div>
        {isWrong ? (
          <div
            id="operator-key-wrong"
            role="alert"
            className="rounded-md border border-clay-line bg-clay-wash px-4 py-3 text-sm"
          >
            <p>{t("signIn.wrong")}</p>
            {failure.requestId ? (
              <p className="mt-1 font-mono text-xs text-soft">{common("requestId", { id: failure.requestId })}</p>
            ) : null}
          </div>
        ) : failure ? (
          <FailureNote failure={failure} />
        ) : null}
      </form>
    </MessagePage>
  );
}
