import type { Metadata } from "next";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { CheatSheet } from "@/app/components/courses/cheat-sheet";
import { getCheatSheet } from "@/lib/lessons";
import type { Locale } from "@/lib/shared/locale";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ locale: Locale }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await params;
  const t = await getTranslations({ locale, namespace: "cheatSheet" });
  return { title: t("title"), description: t("lead") };
}

export default async function CheatSheetPage({ params }: Props) {
  const { locale } = await params;
  setRequestLocale(locale);
  const [t, courses] = await Promise.all([getTranslations("cheatSheet"), getCheatSheet(locale)]);
  return (
    <div className="mx-auto w-full max-w-4xl px-4 py-12 sm:px-6 print:max-w-none print:p-0">
      <h1 className="text-[2rem]">{t("title")}</h1>
      <p className="mb-10 mt-2 text-lg text-soft print:hidden">{t("lead")}</p>
      {courses.length === 0 ? <p className="text-soft">{t("empty")}</p> : <CheatSheet courses={courses} />}
    </div>
  );
}
