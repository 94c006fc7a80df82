"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";

interface Props {
  isOpen: boolean;
  title: string;
  text: string;
  confirm: string;
  isDangerous?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before what cannot be taken back. The safe answer has the focus. */
export default function ConfirmDialog({
  isOpen,
  title,
  text,
  confirm,
  isDangerous,
  onConfirm,
  onClose,
  children,
}: Props) {
  const t = useTranslations("common");
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-veil" />
        <Dialog.Content className="dialog" role="alertdialog">
          <Dialog.Title className="text-xl font-bold">{title}</Dialog.Title>
          <Dialog.Description className="mt-2 text-soft">{text}</Dialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <button type="button" className="button" onClick={onClose}>
              {t("cancel")}
            </button>
            {children}
            <button
              type="button"
              className={`button ${isDangerous ? "button-clay" : "button-water"}`}
              onClick={() => {
                onConfirm();
                onClose();
              }}
            >
              {confirm}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
