import { arrow, box, type Diagram, fence, toText, words } from "./diagram";

export const vmVsContainer: Diagram = {
  title: toText(["가상 머신과 컨테이너", "Virtual machines and containers"]),
  alt: toText([
    "왼쪽은 가상 머신입니다. 하드웨어 위에 하이퍼바이저가 있고, 그 위의 가상 머신 둘은 저마다 커널과 라이브러리와 앱을 가집니다. 오른쪽은 컨테이너입니다. 하드웨어 위에 커널이 하나 있고, 그 위의 컨테이너 둘은 라이브러리와 앱만 가지고 이 커널을 함께 씁니다.",
    "On the left, virtual machines: a hypervisor stands on the hardware, and each of the two machines on it has a kernel, libraries and an application of its own. On the right, containers: one kernel stands on the hardware, and the two containers on it have only libraries and an application and share that kernel.",
  ]),
  height: 296,
  shapes: [
    words([88, 16], ["가상 머신", "Virtual machines"], { isStrong: true }),
    words([272, 16], ["컨테이너", "Containers"], { isStrong: true }),
    ...[4, 92].flatMap((x, index) => [
      fence([x, 28, 80, 170], "lantern", `VM ${index + 1}`),
      box([x + 4, 56, 72, 36], "plain", ["앱", "App"]),
      box([x + 4, 98, 72, 36], "plain", ["라이브러리", "Libraries"]),
      box([x + 4, 140, 72, 50], "lantern", ["커널", "Kernel"], { note: ["게스트", "guest"] }),
    ]),
    box([4, 206, 168, 36], "lantern", ["하이퍼바이저", "Hypervisor"]),
    box([4, 250, 168, 36], "ground", ["하드웨어", "Hardware"]),
    ...[188, 276].flatMap((x, index) => [
      fence([x, 84, 80, 114], "water", index === 0 ? "web" : "db"),
      box([x + 4, 112, 72, 36], "plain", ["앱", "App"]),
      box([x + 4, 154, 72, 36], "plain", ["라이브러리", "Libraries"]),
    ]),
    box([188, 206, 168, 36], "water", ["커널 하나를 함께 씀", "One shared kernel"]),
    box([188, 250, 168, 36], "ground", ["하드웨어", "Hardware"]),
  ],
};

export const hypervisorTypes: Diagram = {
  title: toText(["하이퍼바이저의 두 종류", "The two types of hypervisor"]),
  alt: toText([
    "왼쪽은 1형입니다. 하이퍼바이저가 하드웨어 바로 위에 있고, 그 위에 관리용 VM과 게스트 VM이 나란히 있습니다. 오른쪽은 2형, 곧 호스트 가상화입니다. 하드웨어 위에 호스트 OS가 있고, 하이퍼바이저는 다른 앱과 나란히 그 위에서 도는 프로그램이며, VM은 하이퍼바이저 위에 있습니다.",
    "On the left, type 1: the hypervisor stands right on the hardware, and on it a VM for management beside guest VMs. On the right, type 2 or host virtualization: a host OS stands on the hardware, the hypervisor is a program on it beside other applications, and the VM runs on the hypervisor.",
  ]),
  height: 292,
  shapes: [
    words([88, 16], ["1형: 하드웨어 위에", "Type 1: on hardware"], { isStrong: true }),
    words([272, 16], ["2형: 호스트 OS 위에", "Type 2: on a host OS"], { isStrong: true }),
    box([4, 80, 80, 74], "plain", ["관리 VM", "Control"], { note: ["콘솔", "VM, console"] }),
    box([92, 80, 80, 74], "lantern", ["게스트 VM", "Guest VM"]),
    box([4, 162, 168, 40], "water", ["하이퍼바이저", "Hypervisor"]),
    box([4, 210, 168, 40], "ground", ["하드웨어", "Hardware"]),
    words([88, 276], "Xen, ESXi, Hyper-V"),
    box([276, 28, 80, 78], "lantern", ["게스트 VM", "Guest VM"]),
    box([188, 114, 80, 40], "plain", ["다른 앱", "Other app"]),
    box([276, 114, 80, 40], "water", undefined, { note: ["하이퍼바이저", "Hypervisor"] }),
    box([188, 162, 168, 40], "plain", ["호스트 OS", "Host OS"]),
    box([188, 210, 168, 40], "ground", ["하드웨어", "Hardware"]),
    words([272, 276], "VirtualBox, VMware"),
  ],
};

export const paraVirtualization: Diagram = {
  title: toText(["전가상화와 반가상화", "Full and para-virtualization"]),
  alt: toText([
    "왼쪽은 전가상화입니다. 게스트는 고치지 않은 보통 드라이버를 쓰고, 장치를 건드릴 때마다 하이퍼바이저가 가로채 흉내 낸 장치로 처리한 다음 실제 장치에 넘깁니다. 오른쪽은 반가상화입니다. 게스트는 가상화된 줄 아는 virtio 드라이버를 쓰고, 함께 쓰는 큐와 하이퍼콜로 요청을 모아 넘기면 하이퍼바이저가 바로 실제 장치에 넘깁니다.",
    "On the left, full virtualization: the unmodified guest uses an ordinary driver; the hypervisor traps each touch of the device, plays it through an emulated device and passes it to the real one. On the right, para-virtualization: the guest knows it is virtual and uses a virtio driver; through a shared queue and hypercalls it hands over whole requests, which the hypervisor passes straight to the real device.",
  ]),
  height: 330,
  shapes: [
    words([88, 16], ["전가상화", "Full"], { isStrong: true }),
    words([272, 16], ["반가상화", "Para"], { isStrong: true }),
    fence([4, 28, 168, 86], "lantern", ["게스트: 그대로", "Guest: as it is"]),
    box([12, 56, 152, 50], "plain", ["보통 드라이버", "Ordinary driver"], { note: "e1000, IDE" }),
    fence([188, 28, 168, 86], "pine", ["게스트: 고친 커널", "Guest: adapted kernel"]),
    box([196, 56, 152, 50], "pine", ["virtio 드라이버", "virtio driver"], {
      note: ["큐에 모아 전달", "hands over a queue"],
    }),
    ...[48, 88, 128].map((x) =>
      arrow(
        [
          [x, 118],
          [x, 168],
        ],
        { tone: "clay", isBoth: true },
      ),
    ),
    words([88, 182], ["건드릴 때마다 가로챔", "a trap at each touch"], { tone: "clay" }),
    arrow(
      [
        [272, 118],
        [272, 168],
      ],
      { tone: "pine" },
    ),
    words([272, 182], ["하이퍼콜 한 번", "one hypercall"], { tone: "pine" }),
    box([4, 194, 168, 62], "clay", ["하이퍼바이저", "Hypervisor"], { note: ["장치를 흉내 냄", "emulates a device"] }),
    box([188, 194, 168, 62], "water", ["하이퍼바이저", "Hypervisor"], { note: ["그대로 넘겨줌", "passes it on"] }),
    arrow([
      [88, 258],
      [88, 280],
    ]),
    arrow([
      [272, 258],
      [272, 280],
    ]),
    box([4, 284, 352, 38], "ground", ["실제 장치", "The real device"]),
  ],
};
