import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { cache } from "react";
import { LessonPage } from "@/app/components/lesson/lesson-page";
import { MessagePage } from "@/app/components/site/message-page";
import { Link } from "@/i18n/navigation";
import { listReadiness } from "@/lib/images";
import { getLesson, listCourses } from "@/lib/lessons";
import { getRuntime } from "@/lib/runtime";
import { NaruError } from "@/lib/shared/errors";
import type { LessonView } from "@/lib/shared/lesson-view";
import type { Locale } from "@/lib/shared/locale";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ locale: Locale; course: string; slug: string }>;
  searchParams: Promise<{ step?: string | string[] }>;
}

type Found = { kind: "found"; views: Record<Locale, LessonView> } | { kind: "broken" } | { kind: "missing" };

const findLesson = cache(async (id: string): Promise<Found> => {
  try {
    const [ko, en] = await Promise.all([getLesson(id, "ko"), getLesson(id, "en")]);
    return { kind: "found", views: { ko, en } };
  } catch (error) {
    if (error instanceof NaruError && error.code === "LESSON_NOT_FOUND") return { kind: "missing" };
    if (error instanceof NaruError && error.code === "LESSON_BROKEN") return { kind: "broken" };
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, course, slug } = await params;
  const found = await findLesson(`${course}/${slug}`);
  if (found.kind !== "found") return {};
  const { title, summary } = found.views[locale];
  return { title, description: summary };
}

export default async function Page({ params, searchParams }: Props) {
  const { locale, course, slug } = await params;
  setRequestLocale(locale);
  const id = `${course}/${slug}`;
  const found = await findLesson(id);
  if (found.kind === "missing") notFound();
  if (found.kind === "broken") return <BrokenLesson />;
  const { step } = await searchParams;
  const [ko, en, readiness] = await Promise.all([
    listTitles("ko"),
    listTitles("en"),
    listReadiness(getRuntime().config.dataDir),
  ]);
  return (
    <LessonPage
      key={id}
      views={found.views}
      lessonTitles={{ ko, en }}
      readiness={readiness}
      initialStep={typeof step === "string" ? step : null}
    />
  );
}

async function listTitles(locale: Locale): Promise<Record<string, string>> {
  const courses = await listCourses(locale);
  return Object.fromEntries(courses.flatMap((course) => course.lessons.map((lesson) => [lesson.id, lesson.title])));
}

async function BrokenLesson() {
  const t = await getTranslations();
  return (
    <MessagePage title={t("failure.brokenLessonTitle")}>
      <p className="text-soft">{t("failure.brokenLessonText")}</p>
      <p className="font-mono text-sm text-faint">{t("common.code", { code: "LESSON_BROKEN" })}</p>
      <div>
        <Link href="/courses" className="button button-water">
          {t("landing.seeCourses")}
        </Link>
      </div>
    </MessagePage>
  );
}
