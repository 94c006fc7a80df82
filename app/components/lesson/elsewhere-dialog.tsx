"use client";
import { useTranslations } from "next-intl";
import ConfirmDialog from "@/app/components/ui/confirm-dialog";
import { Link } from "@/i18n/navigation";

interface Props {
  /** `course/lesson` the student's sandbox was started for. */
  lesson: string;
  title: string;
  /** Whether all of that lesson's checks have passed: nothing of it is still needed. */
  isCompleted: boolean;
  onReplace: () => void;
  onClose: () => void;
}

/** One sandbox a student: the one of another lesson ends only when asked. */
export default function ElsewhereDialog({ lesson, title, isCompleted, onReplace, onClose }: Props) {
  const t = useTranslations("sandbox");
  return (
    <ConfirmDialog
      isOpen
      title={t(isCompleted ? "elsewhereDoneTitle" : "elsewhereTitle")}
      text={t(isCompleted ? "elsewhereDoneText" : "elsewhereText", { lesson: title })}
      confirm={t(isCompleted ? "elsewhereDoneReplace" : "elsewhereReplace")}
      isDangerous={!isCompleted}
      onConfirm={onReplace}
      onClose={onClose}
    >
      <Link href={`/learn/${lesson}`} className="button">
        {t("elsewhereGo")}
      </Link>
    </ConfirmDialog>
  );
}
