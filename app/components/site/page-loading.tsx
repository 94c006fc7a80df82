import { useTranslations } from "next-intl";

const SHAPES = [
  ["title", "h-9 w-40"],
  ["lead", "h-5 w-80 max-w-full"],
  ["first", "mt-8 h-24 w-full"],
  ["second", "h-24 w-full"],
  ["third", "h-24 w-full"],
] as const;

export function PageLoading() {
  const t = useTranslations("common");
  return (
    <div role="status" className="mx-auto flex w-full max-w-4xl flex-1 flex-col gap-4 px-4 py-12 sm:px-6">
      <span className="sr-only">{t("loading")}</span>
      {SHAPES.map(([key, shape]) => (
        <span key={key} aria-hidden className={`stage-now block rounded-md bg-sunken ${shape}`} />
      ))}
    </div>
  );
}
