"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/i18n/navigation";
import { MessagePage } from "./message-page";

/** A page that could not be rendered. Next gives the browser no more than a digest: it is the number in the server's log. */
export function ErrorPage({ digest, retry }: { digest: string | undefined; retry: () => void }) {
  const t = useTranslations();
  return (
    <MessagePage title={t("failure.title")}>
      <p className="text-soft">{t("failure.text")}</p>
      <p className="text-soft">{t("failure.next")}</p>
      <p className="font-mono text-sm text-faint">
        {t("common.code", { code: "INTERNAL" })}
        {digest ? ` · ${t("common.requestId", { id: digest })}` : null}
      </p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-water" onClick={retry}>
          {t("common.retry")}
        </button>
        <Link href="/" className="button">
          {t("failure.toHome")}
        </Link>
      </div>
    </MessagePage>
  );
}
