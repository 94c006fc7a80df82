"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import type { CheckView } from "@/lib/shared/lesson-view";

interface Props {
  check: CheckView;
  draft: string;
  isSending: boolean;
  onDraft: (value: string) => void;
  onAnswer: (value: string) => void;
}

export function AnswerForm({ check, draft, isSending, onDraft, onAnswer }: Props) {
  const t = useTranslations("check");
  const id = useId();
  const [isMissing, setIsMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = draft.trim();
    setIsMissing(!value);
    if (value) onAnswer(value);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <label htmlFor={id}>{check.question ?? t("answerLabel")}</label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          className="field max-w-sm flex-1 basis-40 font-mono"
          value={draft}
          placeholder={check.placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={500}
          aria-invalid={isMissing}
          aria-describedby={isMissing ? `${id}-missing` : undefined}
          onChange={(event) => {
            setIsMissing(false);
            onDraft(event.target.value);
          }}
        />
        <button type="submit" className="button button-water" aria-busy={isSending}>
          {isSending ? t("submitting") : t("submit")}
        </button>
      </div>
      {isMissing ? (
        <p id={`${id}-missing`} role="alert" className="text-sm text-clay">
          {t("emptyAnswer")}
        </p>
      ) : null}
    </form>
  );
}
