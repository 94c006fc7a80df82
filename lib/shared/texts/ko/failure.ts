/** What is said when a page or a request fails; apart, since the last error page carries nothing else. */
export const failure = {
  offline: "서버에 닿지 못했습니다. 인터넷 연결을 확인해 주십시오.",
  unexpected: "예상하지 못한 문제가 생겼습니다.",
  title: "화면을 보여 드리지 못했습니다",
  text: "저희 쪽 문제입니다. 하던 일은 저장되어 있습니다.",
  next: "다시 시도하시고, 계속되면 아래 번호를 관리자에게 알려 주십시오.",
  retry: "다시 시도",
  toHome: "첫 화면으로",
  notFoundTitle: "이 주소에는 배가 닿지 않습니다",
  notFoundText: "주소가 바뀌었거나 잘못 적혔을 수 있습니다.",
  lessonNotFoundTitle: "그런 수업이 없습니다",
  lessonNotFoundText: "이름이 바뀌었거나 아직 준비되지 않은 수업입니다.",
  brokenLessonTitle: "이 수업을 열 수 없습니다",
  brokenLessonText: "수업 글에 잘못된 곳이 있어 고치는 중입니다. 다른 수업은 그대로 하실 수 있습니다.",
  dismiss: "알림 닫기",
} as const;
