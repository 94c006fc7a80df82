/** What a student should know of their sandbox though nothing of ours failed; each has a text in both languages. */
export const NOTICE_CODES = ["OUT_OF_MEMORY", "PROCESSOR_BUSY"] as const;
export type NoticeCode = (typeof NOTICE_CODES)[number];

export interface Notice {
  code: NoticeCode;
  params: Record<string, string | number>;
}
