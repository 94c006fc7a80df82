/** What stands around a sandbox, in Korean; apart from the other texts, so that no student's page carries it. */
export const runtime = {
  tiers: {
    namespaces: "사용자 네임스페이스와 seccomp로 나눕니다. 커널은 함께 씁니다.",
    sysbox: "Sysbox가 나눕니다. 커널은 함께 쓰고 시스템 정보를 더 가립니다.",
    vm: "컴퓨터마다 가상 머신을 하나씩 두어 커널까지 나눕니다.",
    unknown: "나루가 모르는 런타임이라 무엇을 막아 주는지 말할 수 없습니다.",
  },
  tested: "나루가 시험하는 런타임입니다.",
  untested: "나루의 시험을 거치지 않은 런타임입니다. 쓰기 전에 npm run accept로 확인해 주십시오.",
  promises: {
    ownUsers: "실습 컴퓨터 안의 root에게는 바깥 권한이 없습니다",
    filteredCalls: "도커에 필요 없는 시스템 호출을 막습니다",
    ownLimits: "메모리, 프로세서, 프로세스 수의 한도를 안에서 올릴 수 없습니다",
    ownDisk: "디스크와 파일 수가 정해져 있습니다",
    ownNetwork: "다른 실습 컴퓨터와 이 서버의 네트워크에 닿지 않습니다",
    hiddenMachine: "서버의 메모리와 프로세서, 부하가 보이지 않습니다",
    ownKernel: "커널을 따로 씁니다",
  },
  places: { machine: "서버의 도커 엔진", lab: "실습용 엔진", sandbox: "실습 컴퓨터" },
  reasons: {
    fixed: "고쳐진 버전입니다.",
    "fixed-by-distribution": "배포판이 고쳐 둔 버전입니다.",
    "below-minimum": "새 버전으로 올려 주십시오.",
    "not-fixed-by-distribution": "확인한 데까지는 배포판이 이 버전에 수정을 넣지 않았습니다.",
    "distribution-unknown": "배포판이 이 버전에 수정을 넣었는지는 번호만으로 알 수 없습니다.",
    unreadable: "버전 번호를 읽을 수 없습니다.",
  },
} as const;
