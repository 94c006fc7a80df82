import type { ErrorCode } from "../../errors";
import type { ErrorText } from "../ko/errors";

/** Every error that may reach a person, in English. A code without a text does not compile. */
export const errors = {
  INVALID_REQUEST: {
    title: "That request made no sense to us",
    body: "What was sent does not have the form we expect. Check what you entered; if it keeps happening, reload the page.",
  },
  BODY_TOO_LARGE: {
    title: "That was too much at once",
    body: "What you sent is larger than we accept in one go. Send it in smaller pieces.",
  },
  UNAUTHENTICATED: {
    title: "We do not know who you are",
    body: "This browser has no session with us, or it has expired. Start again from the front page.",
  },
  FORBIDDEN_ORIGIN: {
    title: "That request came from another site",
    body: "For your safety only Naru's own pages may send requests. Open Naru by typing its address.",
  },
  FORBIDDEN_HOST: {
    title: "Naru is not reached by this name",
    body: "Open it by the address you were given. Who runs this lab names further addresses in NARU_ORIGINS.",
  },
  NOT_FOUND: {
    title: "There is nothing here",
    body: "The address is wrong, or what was here is gone. Look for it in the list of courses.",
  },
  METHOD_NOT_ALLOWED: {
    title: "That cannot be done here",
    body: "This address does not take that kind of request. Reload the page and try again.",
  },
  RATE_LIMITED: {
    title: "Too many requests",
    body: "A lot of requests came in a short time. Wait a moment, then try again.",
  },
  TOO_MANY_REQUESTS: {
    title: "That was a little fast",
    body: "More requests came than one person makes. Try again in {retryAfterSeconds, plural, one {a second} other {# seconds}}.",
  },
  SANDBOX_NOT_FOUND: {
    title: "That computer is not there",
    body: "It does not exist, or it has been cleared away. Start a new one; your points are kept.",
  },
  SANDBOX_NOT_READY: {
    title: "Your computer is not ready yet",
    body: "You can use it as soon as it has started. Please wait a moment.",
  },
  SANDBOX_ELSEWHERE: {
    title: "Your computer is in use in another lesson",
    body: "You can have one at a time. Go back to that lesson, or switch that computer off and start here.",
  },
  SANDBOX_ENDED: {
    title: "Your computer has been switched off",
    body: "It cannot be used any more. Start a new one and go on from a clean state; your points are kept.",
  },
  SANDBOX_FAILED: {
    title: "Your computer did not start",
    body: "Something went wrong while it was being prepared. Start it again; if that fails too, tell the administrator the request number.",
  },
  SANDBOX_BUSY: {
    title: "Your computer is busy",
    body: "An earlier start or stop has not finished yet. Try again in a few seconds.",
  },
  EXTEND_LIMIT: {
    title: "No more time can be added",
    body: "You have used all your extensions. Finish in the time left, or start anew afterwards; your points are kept.",
  },
  TERMINAL_LIMIT: {
    title: "No more terminals can be opened",
    body: "All the terminals you may have are open. Close one you do not need, then open a new one.",
  },
  TERMINAL_LOST: {
    title: "The terminal lost its connection",
    body: "It reconnects by itself, and your shell lives on in your computer. If it takes long, reload the page.",
  },
  ENGINE_UNREACHABLE: {
    title: "The lab cannot be reached",
    body: "The engine that runs the computers does not answer. Your work is still there; try again in a moment.",
  },
  ENGINE_TIMEOUT: {
    title: "The lab is slow to answer",
    body: "It took longer than we wait. Many people may be using it now; try again in a moment.",
  },
  HUB_UNREACHABLE: {
    title: "The image hub does not answer",
    body: "For now docker pull cannot fetch new images. Images you already have keep working, and we are bringing the hub back. Try to pull again in a few minutes.",
  },
  IMAGES_NOT_READY: {
    title: "This lesson's images are not ready yet",
    body: "{images} {minutes, plural, =0 {will be there in a while} one {will be there in about a minute} other {will be there in about # minutes}}. The lesson opens by itself then; you can read it meanwhile.",
  },
  IMAGES_FAILED: {
    title: "An image of this lesson could not be made",
    body: "{image} is missing, so the lesson cannot be started. Please tell the administrator the image's name and the code, and take another lesson meanwhile.",
  },
  CAPACITY_FULL: {
    title: "The queue is full",
    body: "{limit} people are waiting for their turn, and we take no more. The queue moves on within minutes: start again then. You can read the lesson meanwhile.",
  },
  RESERVATION_NOT_FOUND: {
    title: "There is no such class",
    body: "The link is wrong, or the class is over. Ask whoever gave it to you. You can use the lab without a class too.",
  },
  RESERVATION_TOO_LARGE: {
    title: "This machine has not that many places",
    body: "{places} places can be reserved at that time. Ask for fewer, or choose another time.",
  },
  LESSON_NOT_FOUND: {
    title: "There is no such lesson",
    body: "Its address has changed, or it has been removed. Choose one from the list of courses.",
  },
  LESSON_BROKEN: {
    title: "This lesson cannot be opened",
    body: "Something in its files is wrong. Please tell the administrator, and take another lesson meanwhile.",
  },
  LESSON_CHANGED: {
    title: "This lesson has changed",
    body: "It was edited after you opened the page. Reload the page; checks you have passed stay passed.",
  },
  CHECK_UNKNOWN: {
    title: "There is no such check",
    body: "This lesson does not have it. Reload the page and try again.",
  },
  FILE_NOT_FOUND: {
    title: "That file is not there",
    body: "It has been renamed or removed. Choose it again from the list of files.",
  },
  FILE_EXISTS: {
    title: "That name is taken",
    body: "A file or folder of that name is already there. Use another name.",
  },
  FILE_CONFLICT: {
    title: "The file has changed meanwhile",
    body: "It was changed in a terminal or another window after you opened it. Your text is still in the editor: load the new content, or overwrite it.",
  },
  FILE_TOO_LARGE: {
    title: "That file is too large",
    body: "The editor takes files of up to 2 MB. Look at larger ones in a terminal with less or head.",
  },
  FILE_NOT_TEXT: {
    title: "That is not a text file",
    body: "Its content cannot be read as text, so the editor does not open it. In a terminal, the command file says what it is.",
  },
  FILE_NOT_ALLOWED: {
    title: "That file is off limits",
    body: "It is outside your working folder, or you may not touch it. Use files in the working folder, or sudo in a terminal.",
  },
  DISK_FULL: {
    title: "The disk is full",
    body: "Your computer has no space left. Remove what you do not need with docker system prune in a terminal, or reset the computer.",
  },
  DATABASE_UNREACHABLE: {
    title: "Progress cannot be reached",
    body: "Your progress can be neither read nor saved at the moment. What was saved is safe; try again shortly.",
  },
  INTERNAL: {
    title: "Something went wrong",
    body: "The fault is ours. Try again; if it keeps happening, tell the administrator the request number below.",
  },
} as const satisfies Record<ErrorCode, ErrorText>;
