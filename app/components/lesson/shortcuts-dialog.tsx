"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";

const GROUPS = [
  {
    title: "groupPage",
    keys: [
      ["help", ["?"]],
      ["nextStep", ["Alt", "Page Down"]],
      ["previousStep", ["Alt", "Page Up"]],
      ["nextPane", ["F6"]],
      ["previousPane", ["Shift", "F6"]],
      ["resize", ["←", "→", "↑", "↓"]],
    ],
  },
  {
    title: "groupTerminal",
    keys: [
      ["copy", ["Ctrl", "Shift", "C"]],
      ["paste", ["Ctrl", "Shift", "V"]],
      ["find", ["Ctrl", "Shift", "F"]],
      ["leaveTerminal", ["F6"]],
    ],
  },
  {
    title: "groupEditor",
    keys: [
      ["save", ["Ctrl", "S"]],
      ["find", ["Ctrl", "F"]],
      ["tabMoves", ["Ctrl", "M"]],
    ],
  },
] as const;

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shortcuts");
  const common = useTranslations("common");
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-veil" />
        <Dialog.Content className="dialog">
          <div className="flex items-start justify-between">
            <Dialog.Title className="text-xl font-bold">{t("title")}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label={common("close")}>
              <X size={18} aria-hidden />
            </Dialog.Close>
          </div>
          <Dialog.Description className="mt-1 text-soft">{t("intro")}</Dialog.Description>
          {GROUPS.map((group) => (
            <section key={group.title} className="mt-5">
              <h3 className="text-sm text-faint">{t(group.title)}</h3>
              <dl className="mt-1 divide-y divide-line">
                {group.keys.map(([name, keys]) => (
                  <div key={name} className="flex items-center justify-between gap-4 py-1.5">
                    <dt>{t(name)}</dt>
                    <dd className="flex gap-1">
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
