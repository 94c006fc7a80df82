import type { Metadata } from "next";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { ClassTime } from "@/app/components/join/class-time";
import { JoinButton } from "@/app/components/join/join-button";
import { Link } from "@/i18n/navigation";
import { findReservation } from "@/lib/reservation";
import type { Locale } from "@/lib/shared/locale";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ locale: Locale; code: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await params;
  const t = await getTranslations({ locale, namespace: "join" });
  return { title: t("title"), robots: { index: false } };
}

/** Where the link of a class leads. */
export default async function JoinPage({ params }: Props) {
  const { locale, code } = await params;
  setRequestLocale(locale);
  const [t, reservation] = await Promise.all([getTranslations("join"), findReservation(code)]);
  return (
    <div className="mx-auto flex w-full max-w-xl flex-col items-start gap-5 px-4 py-14 sm:px-6">
      <h1 className="text-[2rem]">{reservation ? t("title") : t("gone")}</h1>
      {reservation ? (
        <>
          <p className="text-lg">{t("lead", { name: reservation.name })}</p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
            <dt className="text-soft">{t("time")}</dt>
            <dd>
              <ClassTime startsAt={reservation.startsAt.toISOString()} endsAt={reservation.endsAt.toISOString()} />
            </dd>
            <dt className="text-soft">{t("seats")}</dt>
            <dd>{t("seatsValue", { seats: reservation.seats })}</dd>
          </dl>
          <p className="text-soft">{t("text")}</p>
          <JoinButton code={code} locale={locale} />
        </>
      ) : (
        <>
          <p className="text-soft">{t("goneText")}</p>
          <Link href="/courses" className="button">
            {t("courses")}
          </Link>
        </>
      )}
    </div>
  );
}
