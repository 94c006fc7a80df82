"use client";
import { ErrorPage } from "@/app/components/site/error-page";

export default function LessonError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <ErrorPage digest={error.digest} retry={retry} />;
}
