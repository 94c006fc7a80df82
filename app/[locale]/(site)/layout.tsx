import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SiteFooter } from "@/app/components/site/site-footer";
import { SiteHeader } from "@/app/components/site/site-header";

export default function SiteLayout({ children }: { children: ReactNode }) {
  const t = useTranslations("site");
  return (
    <>
      <a href="#content" className="skip-link">
        {t("skipToContent")}
      </a>
      <SiteHeader />
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        {children}
      </main>
      <SiteFooter />
    </>
  );
}
