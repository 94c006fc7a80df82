import type { Metadata } from "next";
import { headers } from "next/headers";
import { setRequestLocale } from "next-intl/server";
import { toOperatorCall } from "@/app/api/operator-call";
import { StatusPage } from "@/app/components/status/status-page";
import { loadStatusTexts } from "@/i18n/load-texts";
import { hasOperatorCookie } from "@/lib/auth";
import { getStatus } from "@/lib/operator";
import { getRuntime } from "@/lib/runtime";
import type { Locale } from "@/lib/shared/locale";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ locale: Locale }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await params;
  return { title: (await loadStatusTexts(locale)).title, robots: { index: false, follow: false } };
}

/** For those who run the site: figures for who has shown the operator's key, for everybody else its form and nothing more. */
export default async function OperatorStatusPage({ params }: Props) {
  const { locale } = await params;
  setRequestLocale(locale);
  const call = toOperatorCall(await headers());
  const isOperator = await hasOperatorCookie(call.cookie, call);
  const [texts, status] = await Promise.all([loadStatusTexts(locale), isOperator ? getStatus(getRuntime()) : null]);
  return <StatusPage texts={texts} initial={status} />;
}
