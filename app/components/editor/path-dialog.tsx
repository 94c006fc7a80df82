"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { type FormEvent, useState } from "react";

/** Asks for one path. */
export function PathDialog({
  title,
  action,
  initial,
  onDone,
  onClose,
}: {
  title: string;
  action: string;
  initial: string;
  onDone: (path: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations("common");
  const [path, setPath] = useState(initial);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = path.trim().replace(/^\/+|\/+$/g, "");
    if (!trimmed) return;
    onDone(trimmed);
    onClose();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-veil" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <form onSubmit={submit}>
            <Dialog.Title className="text-xl font-bold">{title}</Dialog.Title>
            <input
              className="field mt-4 font-mono"
              aria-label={title}
              value={path}
              onChange={(event) => setPath(event.target.value)}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              maxLength={1000}
            />
            <div className="mt-6 flex justify-end gap-2">
              <button type="button" className="button" onClick={onClose}>
                {t("cancel")}
              </button>
              <button type="submit" className="button button-water">
                {action}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
