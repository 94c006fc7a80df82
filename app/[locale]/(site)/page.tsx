import { getTranslations, setRequestLocale } from "next-intl/server";
import { LandingScene } from "@/app/components/landing/landing-scene";
import { StartButton } from "@/app/components/landing/start-button";
import { Link } from "@/i18n/navigation";
import { listCourses } from "@/lib/lessons";
import type { Locale } from "@/lib/shared/locale";

export const dynamic = "force-dynamic";

const FACTS = ["realEngine", "realYours", "realChecks", "realBilingual"] as const;
const HOW = ["how1", "how2", "how3"] as const;

export default async function LandingPage({ params }: { params: Promise<{ locale: Locale }> }) {
  const { locale } = await params;
  setRequestLocale(locale);
  const [t, common, courses] = await Promise.all([
    getTranslations("landing"),
    getTranslations("common"),
    listCourses(locale),
  ]);
  const first = courses.flatMap((course) => course.lessons)[0];

  return (
    <>
      <section className="mx-auto grid w-full max-w-6xl items-center gap-x-14 gap-y-10 px-4 pb-16 pt-12 sm:px-6 lg:grid-cols-[1fr_1.1fr] lg:pb-24 lg:pt-20">
        <div className="flex flex-col gap-6">
          <h1 className="text-[2.125rem] leading-[1.28] sm:text-[2.75rem]">{t("title")}</h1>
          <p className="max-w-lg text-lg text-soft">{t("lead")}</p>
          <div className="flex flex-wrap items-start gap-3">
            {first ? <StartButton lesson={first.id} /> : null}
            <Link href="/courses" className="button button-large button-quiet">
              {t("seeCourses")}
            </Link>
          </div>
          <p className="text-sm text-faint">{t("noSignUp")}</p>
        </div>
        <LandingScene />
      </section>

      <section className="border-y border-line bg-surface">
        <div className="mx-auto w-full max-w-6xl px-4 py-16 sm:px-6">
          <h2 className="text-2xl">{t("realTitle")}</h2>
          <dl className="mt-8 grid gap-x-12 gap-y-8 sm:grid-cols-2">
            {FACTS.map((fact) => (
              <div key={fact} className="border-t-2 border-water pt-4">
                <dt className="text-lg font-bold">{t(`${fact}Title`)}</dt>
                <dd className="mt-1.5 text-soft">{t(fact)}</dd>
              </div>
            ))}
          </dl>
        </div>
      </section>

      <section className="mx-auto w-full max-w-6xl px-4 py-16 sm:px-6">
        <h2 className="text-2xl">{t("howTitle")}</h2>
        <ol className="mt-8 grid gap-8 sm:grid-cols-3">
          {HOW.map((step, index) => (
            <li key={step} className="flex gap-4">
              <span
                aria-hidden
                className="flex h-9 w-9 flex-none items-center justify-center rounded-full border-2 border-lantern font-bold text-lantern-text"
              >
                {index + 1}
              </span>
              <div>
                <h3 className="text-lg leading-9">{t(`${step}Title`)}</h3>
                <p className="text-soft">{t(step)}</p>
              </div>
            </li>
          ))}
        </ol>
      </section>

      <section className="border-t border-line bg-surface">
        <div className="mx-auto w-full max-w-6xl px-4 py-16 sm:px-6">
          <h2 className="text-2xl">{t("coursesTitle")}</h2>
          {courses.length === 0 ? <p className="mt-4 text-soft">{t("coursesEmpty")}</p> : null}
          <div className="mt-8 flex flex-col gap-10">
            {courses.map((course) => (
              <div key={course.slug} className="grid gap-x-12 gap-y-4 lg:grid-cols-[18rem_1fr]">
                <div>
                  <h3 className="text-lg">{course.title}</h3>
                  <p className="mt-1 text-soft">{course.summary}</p>
                </div>
                <ul className="divide-y divide-line border-y border-line">
                  {course.lessons.map((lesson) => (
                    <li key={lesson.id}>
                      <Link href={`/learn/${lesson.id}`} className="group flex items-baseline gap-4 py-3.5">
                        <span className="w-8 flex-none font-mono text-sm text-faint">{lesson.number}</span>
                        <span className="flex-1">
                          <span className="font-semibold group-hover:text-water group-hover:underline">
                            {lesson.title}
                          </span>
                          <span className="mt-0.5 block text-[0.9375rem] text-soft">{lesson.summary}</span>
                        </span>
                        <span className="flex-none text-sm text-faint">
                          {common("minutes", { minutes: lesson.minutes })}
                        </span>
                      </Link>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
        </div>
      </section>

      <section
        id="self-host"
        className="mx-auto grid w-full max-w-6xl items-center gap-x-14 gap-y-6 px-4 py-16 sm:px-6 lg:grid-cols-2"
      >
        <div>
          <h2 className="text-2xl">{t("selfHostTitle")}</h2>
          <p className="mt-3 max-w-lg text-soft">{t("selfHost")}</p>
        </div>
        <pre className="overflow-x-auto rounded-lg bg-night px-6 py-5 text-[0.9375rem] leading-[1.7] text-night-ink">
          <span className="text-night-soft">{t("selfHostComment")}</span>
          {"\n"}
          <span className="text-[#86c79f]">$</span> npm start
        </pre>
      </section>
    </>
  );
}
