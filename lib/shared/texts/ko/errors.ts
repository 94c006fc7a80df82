import type { ErrorCode } from "../../errors";

/** What went wrong, and under it what happened and what to do now. */
export interface ErrorText {
  title: string;
  body: string;
}

/** Every error that may reach a person, in Korean. A code without a text does not compile. */
export const errors = {
  INVALID_REQUEST: {
    title: "요청을 이해하지 못했습니다",
    body: "보낸 내용의 형식이 맞지 않습니다. 입력한 내용을 확인해 주십시오. 같은 일이 되풀이되면 페이지를 새로 고쳐 주십시오.",
  },
  BODY_TOO_LARGE: {
    title: "보낸 내용이 너무 큽니다",
    body: "한 번에 받을 수 있는 크기를 넘었습니다. 나누어서 보내 주십시오.",
  },
  UNAUTHENTICATED: {
    title: "누구신지 알 수 없습니다",
    body: "이 브라우저의 이용 기록이 없거나 기한이 지났습니다. 첫 화면에서 다시 시작해 주십시오.",
  },
  FORBIDDEN_ORIGIN: {
    title: "다른 사이트에서 온 요청입니다",
    body: "안전을 위해 나루의 페이지에서 보낸 요청만 받습니다. 나루의 주소를 주소창에 직접 입력해 열어 주십시오.",
  },
  FORBIDDEN_HOST: {
    title: "이 주소로는 나루를 열 수 없습니다",
    body: "안내받은 주소로 열어 주십시오. 다른 주소를 쓰려면 운영자가 NARU_ORIGINS에 적어 두어야 합니다.",
  },
  NOT_FOUND: {
    title: "찾을 수 없습니다",
    body: "주소가 잘못되었거나 이미 없어졌습니다. 과정 목록에서 다시 찾아 주십시오.",
  },
  METHOD_NOT_ALLOWED: {
    title: "할 수 없는 요청입니다",
    body: "이 주소에서는 그런 요청을 받지 않습니다. 페이지를 새로 고친 뒤 다시 해 주십시오.",
  },
  RATE_LIMITED: {
    title: "요청이 너무 잦습니다",
    body: "짧은 시간에 요청이 많이 들어왔습니다. 잠시 뒤에 다시 해 주십시오.",
  },
  TOO_MANY_REQUESTS: {
    title: "요청이 너무 많습니다",
    body: "짧은 시간에 요청이 몰렸습니다. {retryAfterSeconds}초 뒤에 다시 해 주십시오.",
  },
  SANDBOX_NOT_FOUND: {
    title: "실습 컴퓨터가 없습니다",
    body: "그런 실습 컴퓨터가 없거나 이미 정리되었습니다. 새로 시작해 주십시오. 점수는 남아 있습니다.",
  },
  SANDBOX_NOT_READY: {
    title: "실습 컴퓨터가 아직 준비되지 않았습니다",
    body: "준비가 끝나면 바로 쓸 수 있습니다. 잠시만 기다려 주십시오.",
  },
  SANDBOX_ELSEWHERE: {
    title: "다른 수업에서 실습 컴퓨터를 쓰고 있습니다",
    body: "한 번에 한 대만 쓸 수 있습니다. 그 수업으로 돌아가거나, 그 컴퓨터를 끄고 여기서 새로 시작해 주십시오.",
  },
  SANDBOX_ENDED: {
    title: "실습 컴퓨터가 꺼졌습니다",
    body: "이 실습 컴퓨터는 더 쓸 수 없습니다. 새로 시작하면 처음 상태에서 이어 갈 수 있습니다. 점수는 남아 있습니다.",
  },
  SANDBOX_FAILED: {
    title: "실습 컴퓨터를 시작하지 못했습니다",
    body: "준비하던 중에 문제가 생겼습니다. 다시 시작해 주십시오. 계속 안 되면 관리자에게 요청 번호를 알려 주십시오.",
  },
  SANDBOX_BUSY: {
    title: "실습 컴퓨터가 다른 일을 하고 있습니다",
    body: "앞서 누른 시작이나 끄기가 아직 끝나지 않았습니다. 몇 초 뒤에 다시 해 주십시오.",
  },
  EXTEND_LIMIT: {
    title: "시간을 더 늘릴 수 없습니다",
    body: "늘릴 수 있는 횟수를 모두 썼습니다. 남은 시간 안에 마치거나, 끝난 뒤 새로 시작해 주십시오. 점수는 남습니다.",
  },
  TERMINAL_LIMIT: {
    title: "터미널을 더 열 수 없습니다",
    body: "열 수 있는 터미널을 모두 열었습니다. 쓰지 않는 터미널을 닫고 다시 열어 주십시오.",
  },
  TERMINAL_LOST: {
    title: "터미널과 연결이 끊어졌습니다",
    body: "자동으로 다시 연결합니다. 셸은 실습 컴퓨터에 그대로 남아 있습니다. 오래 걸리면 페이지를 새로 고쳐 주십시오.",
  },
  ENGINE_UNREACHABLE: {
    title: "실습 서버에 연결할 수 없습니다",
    body: "실습 컴퓨터를 돌리는 엔진이 응답하지 않습니다. 하시던 내용은 그대로이니 잠시 뒤에 다시 해 주십시오.",
  },
  ENGINE_TIMEOUT: {
    title: "실습 서버의 응답이 늦습니다",
    body: "기다릴 수 있는 시간을 넘겼습니다. 지금 이용자가 많을 수 있으니 잠시 뒤에 다시 해 주십시오.",
  },
  HUB_UNREACHABLE: {
    title: "이미지 저장소가 응답하지 않습니다",
    body: "지금은 docker pull로 새 이미지를 받을 수 없습니다. 이미 받은 이미지로는 그대로 하실 수 있으며, 저장소는 저희가 되살리고 있습니다. 몇 분 뒤에 다시 받아 보십시오.",
  },
  IMAGES_NOT_READY: {
    title: "이 수업에 쓸 이미지를 아직 준비하고 있습니다",
    body: "{images} 이미지가 {minutes, plural, =0 {준비되면} other {약 #분 뒤에 준비되며, 그때}} 시작할 수 있습니다. 그동안 글은 읽으실 수 있습니다.",
  },
  IMAGES_FAILED: {
    title: "이 수업에 쓸 이미지를 만들지 못했습니다",
    body: "{image} 이미지가 없어 지금은 시작할 수 없습니다. 관리자에게 이미지 이름과 오류 코드를 알려 주시고, 그동안 다른 수업을 먼저 하십시오.",
  },
  CAPACITY_FULL: {
    title: "기다리는 줄이 꽉 찼습니다",
    body: "지금 {limit}명이 차례를 기다리고 있어 더 받지 못합니다. 몇 분 뒤 대기 인원이 줄면 다시 시작해 주십시오. 글은 지금도 읽을 수 있습니다.",
  },
  RESERVATION_NOT_FOUND: {
    title: "수업 예약을 찾을 수 없습니다",
    body: "수업 주소가 잘못되었거나 수업이 끝났습니다. 주소를 알려 주신 분께 다시 확인해 주십시오. 수업 없이도 실습은 하실 수 있습니다.",
  },
  RESERVATION_TOO_LARGE: {
    title: "이 컴퓨터에는 그만큼 자리가 없습니다",
    body: "그 시간에 예약할 수 있는 자리는 {places}개입니다. 자리 수를 줄이거나 다른 시간을 골라 주십시오.",
  },
  LESSON_NOT_FOUND: {
    title: "그런 수업이 없습니다",
    body: "주소가 바뀌었거나 수업이 없어졌습니다. 과정 목록에서 골라 주십시오.",
  },
  LESSON_BROKEN: {
    title: "수업을 열 수 없습니다",
    body: "수업 자료에 잘못된 곳이 있습니다. 관리자에게 알려 주시고, 그동안 다른 수업을 이용해 주십시오.",
  },
  LESSON_CHANGED: {
    title: "수업 내용이 바뀌었습니다",
    body: "페이지를 연 뒤에 수업이 고쳐졌습니다. 페이지를 새로 고쳐 주십시오. 이미 통과한 확인은 그대로입니다.",
  },
  CHECK_UNKNOWN: {
    title: "그런 확인 항목이 없습니다",
    body: "이 수업에 없는 확인 항목입니다. 페이지를 새로 고친 뒤 다시 해 주십시오.",
  },
  FILE_NOT_FOUND: {
    title: "파일이 없습니다",
    body: "이름이 바뀌었거나 지워졌습니다. 파일 목록에서 다시 골라 주십시오.",
  },
  FILE_EXISTS: {
    title: "같은 이름이 이미 있습니다",
    body: "그 자리에 같은 이름의 파일이나 폴더가 있습니다. 다른 이름을 써 주십시오.",
  },
  FILE_CONFLICT: {
    title: "파일이 그사이에 바뀌었습니다",
    body: "여신 뒤에 터미널이나 다른 창에서 파일이 고쳐졌습니다. 편집기의 내용은 그대로이니, 새 내용을 불러올지 덮어쓸지 골라 주십시오.",
  },
  FILE_TOO_LARGE: {
    title: "파일이 너무 큽니다",
    body: "편집기에서는 2 MB까지 다룰 수 있습니다. 더 큰 파일은 터미널에서 less나 head로 보십시오.",
  },
  FILE_NOT_TEXT: {
    title: "텍스트 파일이 아닙니다",
    body: "글자로 읽을 수 없는 파일이라 편집기에서 열지 않습니다. 터미널에서 file 명령으로 무엇인지 볼 수 있습니다.",
  },
  FILE_NOT_ALLOWED: {
    title: "이 파일은 다룰 수 없습니다",
    body: "작업 폴더 밖에 있거나 권한이 없는 파일입니다. 작업 폴더 안의 파일을 쓰거나 터미널에서 sudo로 다루어 주십시오.",
  },
  DISK_FULL: {
    title: "디스크가 가득 찼습니다",
    body: "실습 컴퓨터의 디스크에 빈 곳이 없습니다. 터미널에서 docker system prune으로 쓰지 않는 것을 지우거나 처음 상태로 되돌려 주십시오.",
  },
  DATABASE_UNREACHABLE: {
    title: "기록 저장소에 연결할 수 없습니다",
    body: "학습 기록을 읽거나 쓸 수 없습니다. 이미 저장된 기록은 안전합니다. 잠시 뒤에 다시 해 주십시오.",
  },
  INTERNAL: {
    title: "뜻하지 않은 문제가 생겼습니다",
    body: "나루 쪽의 잘못입니다. 다시 해 보시고, 계속되면 관리자에게 아래의 요청 번호를 알려 주십시오.",
  },
} as const satisfies Record<ErrorCode, ErrorText>;
