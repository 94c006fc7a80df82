import { useTranslations } from "next-intl";
import { MessagePage } from "@/app/components/site/message-page";
import { Link } from "@/i18n/navigation";

export default function NotFoundPage() {
  const t = useTranslations();
  return (
    <MessagePage title={t("failure.notFoundTitle")}>
      <p className="text-soft">{t("failure.notFoundText")}</p>
      <div className="flex flex-wrap gap-2">
        <Link href="/" className="button button-water">
          {t("failure.toHome")}
        </Link>
        <Link href="/courses" className="button">
          {t("landing.seeCourses")}
        </Link>
      </div>
    </MessagePage>
  );
}
