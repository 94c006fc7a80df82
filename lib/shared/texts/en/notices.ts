import type { NoticeCode } from "../../notice";
import type { ErrorText } from "../ko/errors";

/** What a student is told of their computer, in English. A code without a text does not compile. */
export const notices = {
  OUT_OF_MEMORY: {
    title: "Container {container}: out of memory",
    body: "It used all the memory it may, so the kernel ended a program in it. Your other containers and the computer itself run on. Give it more with docker run --memory, or let the program use less.",
  },
  PROCESSOR_BUSY: {
    title: "Your computer has used its whole processor for {minutes, plural, one {a minute} other {# minutes}}",
    body: "Look with docker stats or top whether a program runs that never ends. If it is what you meant to do, leave it: your computer gets its share and no more. Who runs this lab sees this too.",
  },
} as const satisfies Record<NoticeCode, ErrorText>;
