"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import type { CheckView } from "@/lib/shared/lesson-view";

interface Props {
  check: CheckView;
  draft: readonly string[];
  isSending: boolean;
  onDraft: (value: readonly string[]) => void;
  onAnswer: (value: string | string[]) => void;
}

export function ChoiceForm({ check, draft, isSending, onDraft, onAnswer }: Props) {
  const t = useTranslations("check");
  const id = useId();
  const [isMissing, setIsMissing] = useState(false);
  const isMultiple = check.multiple === true;
  const choose = (option: string, isChosen: boolean) => {
    setIsMissing(false);
    const others = draft.filter((other) => other !== option);
    onDraft(isMultiple ? (isChosen ? [...others, option] : others) : [option]);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [first] = draft;
    setIsMissing(first === undefined);
    if (first !== undefined) onAnswer(isMultiple ? [...draft] : first);
  };
  return (
    <form onSubmit={submit} noValidate>
      <fieldset className="flex flex-col gap-2" aria-describedby={isMissing ? `${id}-missing` : undefined}>
        <legend>
          {check.question}
          <span className="mt-0.5 block text-sm text-soft">{isMultiple ? t("chooseMany") : t("chooseOne")}</span>
        </legend>
        {check.options?.map((option) => (
          <label
            key={option.id}
            className="flex cursor-pointer items-start gap-3 rounded-md border border-line bg-surface px-3 py-2 hover:border-rule has-[:checked]:border-water has-[:checked]:bg-water-wash"
          >
            <input
              type={isMultiple ? "checkbox" : "radio"}
              name={id}
              value={option.id}
              checked={draft.includes(option.id)}
              onChange={(event) => choose(option.id, event.target.checked)}
              className="mt-1.5 h-4 w-4 flex-none accent-[var(--water)]"
            />
            <span>{option.text}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" className="button button-water mt-3" aria-busy={isSending}>
        {isSending ? t("submitting") : t("submit")}
      </button>
      {isMissing ? (
        <p id={`${id}-missing`} role="alert" className="mt-2 text-sm text-clay">
          {t("emptyChoice")}
        </p>
      ) : null}
    </form>
  );
}
