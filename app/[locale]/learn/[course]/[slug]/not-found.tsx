import { useTranslations } from "next-intl";
import { MessagePage } from "@/app/components/site/message-page";
import { SiteHeader } from "@/app/components/site/site-header";
import { Link } from "@/i18n/navigation";

export default function LessonNotFound() {
  const t = useTranslations();
  return (
    <>
      <SiteHeader />
      <main className="flex flex-1 flex-col">
        <MessagePage title={t("failure.lessonNotFoundTitle")}>
          <p className="text-soft">{t("failure.lessonNotFoundText")}</p>
          <div>
            <Link href="/courses" className="button button-water">
              {t("landing.seeCourses")}
            </Link>
          </div>
        </MessagePage>
      </main>
    </>
  );
}
