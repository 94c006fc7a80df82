import type { NoticeCode } from "../../notice";
import type { ErrorText } from "./errors";

/** What a student is told of their computer, in Korean. A code without a text does not compile. */
export const notices = {
  OUT_OF_MEMORY: {
    title: "컨테이너 {container}: 메모리가 모자랍니다(out of memory)",
    body: "허용된 메모리를 다 써서 커널이 프로그램을 끝냈습니다. 다른 컨테이너와 실습 컴퓨터는 그대로 돌아갑니다. docker run --memory로 한도를 늘리거나 프로그램이 쓰는 메모리를 줄여 보십시오.",
  },
  PROCESSOR_BUSY: {
    title: "실습 컴퓨터가 {minutes}분째 프로세서를 모두 쓰고 있습니다",
    body: "끝나지 않는 프로그램이 있는지 docker stats나 top으로 확인해 주십시오. 하던 작업이 맞다면 그대로 두셔도 됩니다. 이 실습 컴퓨터는 정해진 몫만 쓰며, 운영자도 이 사실을 볼 수 있습니다.",
  },
} as const satisfies Record<NoticeCode, ErrorText>;
