import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { CourseMap } from "@/app/components/courses/course-map";
import { Link } from "@/i18n/navigation";
import { listReadiness } from "@/lib/images";
import { listCourses } from "@/lib/lessons";
import { getRuntime } from "@/lib/runtime";
import type { Locale } from "@/lib/shared/locale";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ locale: Locale }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await params;
  const t = await getTranslations({ locale, namespace: "courses" });
  return { title: t("title"), description: t("lead") };
}

export default async function CoursesPage({ params }: Props) {
  const { locale } = await params;
  setRequestLocale(locale);
  const [t, courses, readiness] = await Promise.all([
    getTranslations("courses"),
    listCourses(locale),
    listReadiness(getRuntime().config.dataDir),
  ]);
  return (
    <div className="mx-auto w-full max-w-4xl px-4 py-12 sm:px-6">
      <h1 className="text-[2rem]">{t("title")}</h1>
      <div className="mb-12 mt-2 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="text-lg text-soft">{t("lead")}</p>
        <Link href="/cheat-sheet" className="button button-small">
          <ScrollText size={16} aria-hidden />
          {t("cheatSheet")}
        </Link>
      </div>
      {courses.length === 0 ? (
        <p className="text-soft">{t("empty")}</p>
      ) : (
        <CourseMap courses={courses} readiness={readiness} />
      )}
    </div>
  );
}
