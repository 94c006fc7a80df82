import { arrow, box, type Diagram, fence, toText, words } from "./diagram";

export const layers: Diagram = {
  title: toText(["이미지의 레이어와 컨테이너의 쓰기 레이어", "Image layers, and a writable layer for each container"]),
  alt: toText([
    "맨 아래의 Debian 레이어 한 벌을 httpd 이미지와 nginx 이미지가 나누어 씁니다. 그 위에 httpd의 레이어와 nginx의 레이어가 있고, 여기까지는 모두 읽기 전용입니다. httpd로 만든 컨테이너 web1과 web2, nginx로 만든 컨테이너 proxy는 그 위에 저마다 자기 쓰기 레이어를 하나씩 가집니다.",
    "At the bottom lies one copy of Debian's layer, shared by the images httpd and nginx. On it lie httpd's layers and nginx's layers. All of these are read-only. The containers web1 and web2 made from httpd, and proxy made from nginx, each have a writable layer of their own on top.",
  ]),
  height: 262,
  shapes: [
    words([4, 16], ["컨테이너마다 하나씩: 쓰기 레이어", "One for each container: writable"], {
      align: "start",
      tone: "lantern",
    }),
    ...["web1", "web2", "proxy"].map((name, index) =>
      box([4 + index * 120, 26, 112, 56], "lantern", name, { note: ["쓰기 레이어", "writable layer"], isCode: true }),
    ),
    words([4, 112], ["이미지: 읽기 전용", "Images: read-only"], { align: "start", tone: "water" }),
    box([4, 122, 232, 56], "water", ["httpd의 레이어", "httpd's layers"], {
      note: ["web1과 web2가 함께 씀", "shared by web1 and web2"],
    }),
    box([244, 122, 112, 56], "water", ["nginx의 레이어", "nginx's layers"]),
    box([4, 186, 352, 64], "water", ["Debian의 레이어", "Debian's layer"], {
      note: ["두 이미지가 한 벌을 나누어 씀", "both images share this one copy"],
    }),
  ],
};

const NAMESPACES = [
  ["pid", "프로세스 번호", "process IDs"],
  ["mnt", "파일 시스템", "file systems"],
  ["net", "네트워크", "network"],
  ["uts", "호스트 이름", "host name"],
  ["ipc", "공유 메모리", "shared memory"],
  ["user", "사용자 번호", "user IDs"],
] as const;

export const namespaces: Diagram = {
  title: toText(["컨테이너는 격리된 프로세스", "A container is an isolated process"]),
  alt: toText([
    "컨테이너는 프로세스 하나를 네임스페이스가 둘러싼 것입니다. pid는 프로세스 번호, mnt는 파일 시스템, net은 네트워크, uts는 호스트 이름, ipc는 공유 메모리, user는 사용자 번호를 따로 보이게 합니다. cgroup은 이 프로세스가 쓸 CPU와 메모리와 프로세스 수에 한도를 둡니다. 그 아래의 커널은 호스트와 모든 컨테이너가 함께 씁니다.",
    "A container is a process with namespaces around it: pid gives it process IDs of its own, mnt its file systems, net its network, uts its host name, ipc its shared memory, user its user IDs. A cgroup limits the CPU, memory and number of processes it may use. The kernel below is shared by the host and all containers.",
  ]),
  height: 328,
  shapes: [
    fence([4, 4, 352, 212], "water", ["네임스페이스: 무엇이 보이는가", "Namespaces: what it can see"]),
    ...NAMESPACES.map(([name, ko, en], index) =>
      box([14 + (index % 3) * 112, index < 3 ? 34 : 154, 108, 52], "water", name, { note: [ko, en], isCode: true }),
    ),
    box([95, 98, 170, 44], "lantern", ["프로세스", "The process"]),
    box([4, 226, 352, 48], "pine", ["cgroup: 얼마나 쓰는가", "cgroup: how much it can use"], {
      note: ["CPU, 메모리, 프로세스 수의 한도", "limits on CPU, memory and processes"],
    }),
    box([4, 284, 352, 38], "ground", [
      "커널: 호스트와 모든 컨테이너가 함께",
      "Kernel: shared with the host and all others",
    ]),
  ],
};

export const dockerParts: Diagram = {
  title: toText(["명령이 컨테이너가 되기까지", "From a command to a container"]),
  alt: toText([
    "docker 클라이언트는 소켓을 거쳐 REST API로 데몬 dockerd에 요청합니다. dockerd는 레지스트리에서 이미지를 받고 올리며, 컨테이너 실행은 containerd에 맡깁니다. containerd는 runc를 불러 컨테이너를 만듭니다. dockerd, containerd, runc, 컨테이너는 모두 Docker 호스트 안에 있고, 레지스트리는 그 밖에 있습니다.",
    "The docker client asks the daemon, dockerd, by a REST API through a socket. dockerd pulls images from the registry and pushes them there, and leaves running containers to containerd. containerd calls runc, which makes the container. dockerd, containerd, runc and the containers are inside the Docker host; the registry is outside.",
  ]),
  height: 384,
  shapes: [
    box([24, 4, 164, 50], "plain", "docker", { note: ["클라이언트", "client"], isCode: true }),
    arrow([
      [106, 56],
      [106, 114],
    ]),
    words([116, 76], ["REST API (소켓)", "REST API (socket)"], { align: "start" }),
    fence([4, 88, 204, 290], "water", ["Docker 호스트", "Docker host"]),
    box([24, 118, 164, 50], "water", "dockerd", { note: ["데몬", "daemon"], isCode: true }),
    arrow(
      [
        [190, 143],
        [242, 143],
      ],
      { isBoth: true },
    ),
    words([301, 102], "pull, push", { isCode: true }),
    box([246, 112, 110, 62], "pine", ["레지스트리", "Registry"], { note: ["이미지 저장소", "image store"] }),
    arrow([
      [106, 170],
      [106, 184],
    ]),
    box([24, 188, 164, 50], "water", "containerd", {
      note: ["컨테이너를 돌봄", "looks after containers"],
      isCode: true,
    }),
    arrow([
      [106, 240],
      [106, 254],
    ]),
    box([24, 258, 164, 50], "water", "runc", {
      note: ["격리해서 시작하고 끝남", "isolates, starts, is done"],
      isCode: true,
    }),
    arrow([
      [106, 310],
      [106, 324],
    ]),
    box([24, 328, 76, 40], "lantern", undefined, { note: ["컨테이너", "container"] }),
    box([112, 328, 76, 40], "lantern", undefined, { note: ["컨테이너", "container"] }),
  ],
};

export const containerLife: Diagram = {
  title: toText(["컨테이너의 일생", "The life of a container"]),
  alt: toText([
    "docker create로 만들면 Created 상태가 되고, start로 시작하면 Up, 곧 실행 중이 됩니다. docker run은 create와 start를 한 번에 합니다. 실행 중일 때 pause를 하면 Paused, unpause를 하면 다시 실행 중이 됩니다. stop을 하거나 PID 1이 끝나면 Exited가 되고, start로 다시 실행할 수 있습니다. rm으로 지우면 없어집니다.",
    "docker create brings a container into the state Created; start makes it Up, which means running. docker run does create and start in one go. From running, pause leads to Paused and unpause back. stop, or the end of PID 1, leads to Exited, from where start makes it run again. rm removes it.",
  ]),
  height: 356,
  shapes: [
    words([88, 18], "create", { isCode: true, align: "end" }),
    arrow([
      [96, 4],
      [96, 28],
    ]),
    box([28, 32, 136, 48], "plain", "Created", { note: ["만들어짐", "made, not started"] }),
    arrow([
      [96, 82],
      [96, 126],
    ]),
    words([88, 109], "start", { isCode: true, align: "end" }),
    arrow([
      [196, 4],
      [196, 144],
      [167, 144],
    ]),
    words([206, 54], "run =", { isCode: true, align: "start" }),
    words([206, 72], "create + start", { isCode: true, align: "start" }),
    box([28, 130, 136, 48], "pine", "Up", { note: ["실행 중", "running"] }),
    arrow(
      [
        [166, 166],
        [216, 166],
      ],
      { isBoth: true },
    ),
    words([286, 132], ["pause / unpause", "pause / unpause"], { isCode: true }),
    box([220, 142, 136, 48], "water", "Paused", { note: ["얼려 둠", "frozen"] }),
    arrow([
      [72, 180],
      [72, 226],
    ]),
    words([64, 208], "stop", { isCode: true, align: "end" }),
    arrow([
      [124, 226],
      [124, 182],
    ]),
    words([132, 208], "start", { isCode: true, align: "start" }),
    box([28, 230, 136, 48], "lantern", "Exited", { note: ["끝남, 파일은 남음", "ended, files remain"] }),
    arrow([
      [96, 280],
      [96, 306],
    ]),
    words([88, 297], "rm", { isCode: true, align: "end" }),
    box([28, 310, 136, 40], "clay", ["없어짐", "Removed"]),
    words([178, 258], ["PID 1이 끝나도 Exited", "also when PID 1 ends"], { align: "start" }),
  ],
};
