"use client";
import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { api, type SessionUser } from "@/app/client/api";
import { type Failure, toFailure } from "@/app/client/remote-error";
import { FailureNote } from "@/app/components/ui/failure-note";

const LONGEST_NAME = 60;

/** Who this browser's progress belongs to. A name is never asked for, only taken when somebody wants to give one. */
export function NameField({ user, onUser }: { user: SessionUser; onUser: (user: SessionUser) => void }) {
  const t = useTranslations("name");
  const [draft, setDraft] = useState<string | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setIsSaving(true);
    setFailure(null);
    try {
      const { user: saved } = await api.updateSession({ name: draft?.trim() || null });
      onUser(saved);
      setDraft(null);
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setIsSaving(false);
    }
  };

  if (draft === null)
    return (
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft">
        <span>{user.name ? t("greeting", { name: user.name }) : t("anonymous")}</span>
        <button type="button" className="button button-small" onClick={() => setDraft(user.name ?? "")}>
          <Pencil size={14} aria-hidden />
          {user.name ? t("change") : t("give")}
        </button>
      </p>
    );
  return (
    <form onSubmit={(event) => void save(event)} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <input
          // biome-ignore lint/a11y/noAutofocus: the person just asked to write here
          autoFocus
          aria-label={t("label")}
          placeholder={t("placeholder")}
          maxLength={LONGEST_NAME}
          autoComplete="nickname"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && setDraft(null)}
          className="field w-64"
        />
        <button type="submit" className="button button-water button-small" disabled={isSaving}>
          {t("save")}
        </button>
        <button type="button" className="button button-small" onClick={() => setDraft(null)}>
          {t("cancel")}
        </button>
      </div>
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
    </form>
  );
}
