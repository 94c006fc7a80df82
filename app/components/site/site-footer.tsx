import { useTranslations } from "next-intl";

export function SiteFooter() {
  const t = useTranslations("site");
  return (
    <footer className="mt-auto border-t border-line print:hidden">
      <div className="mx-auto flex max-w-6xl flex-wrap justify-between gap-x-8 gap-y-2 px-4 py-8 text-sm text-faint sm:px-6">
        <p>{t("footer")}</p>
        <p>{t("license")}</p>
      </div>
    </footer>
  );
}
