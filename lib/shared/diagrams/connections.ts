import { arrow, box, type Diagram, fence, toText, words } from "./diagram";

export const networks: Diagram = {
  title: toText(["네트워크와 포트 게시", "Networks and a published port"]),
  alt: toText([
    "Docker 호스트 안에 네트워크가 둘 있습니다. 기본 bridge에 있는 컨테이너 a와 b는 IP 주소로만 서로를 찾습니다. 직접 만든 네트워크에 있는 web과 db는 DNS 덕분에 이름으로 서로를 찾습니다. 두 네트워크의 컨테이너는 서로 닿지 않습니다. 밖의 브라우저는 호스트의 8000번 포트로 들어와 web의 80번 포트에 닿습니다.",
    "Inside the Docker host there are two networks. The containers a and b in the default bridge find each other by IP address only. web and db in a user-defined network find each other by name, thanks to DNS. Containers of the two networks cannot reach each other. A browser outside comes in at port 8000 of the host and reaches port 80 of web.",
  ]),
  height: 344,
  shapes: [
    box([198, 4, 148, 38], "plain", ["밖의 브라우저", "Browser outside"]),
    arrow([
      [316, 44],
      [316, 66],
    ]),
    fence([4, 84, 352, 254], "plain", ["Docker 호스트", "Docker host"]),
    box([198, 70, 148, 32], "lantern", ["호스트 8000번", "Host port 8000"]),
    arrow(
      [
        [316, 104],
        [316, 154],
      ],
      { tone: "lantern" },
    ),
    fence([14, 118, 158, 184], "water", ["기본 bridge", "Default bridge"]),
    box([24, 158, 138, 48], "water", "a", { note: "172.17.0.2", isCode: true }),
    arrow(
      [
        [93, 208],
        [93, 242],
      ],
      { isBoth: true },
    ),
    words([101, 229], ["IP로만", "by IP only"], { align: "start" }),
    box([24, 246, 138, 48], "water", "b", { note: "172.17.0.3", isCode: true }),
    fence([188, 118, 158, 184], "pine", ["직접 만든 것", "User-defined"]),
    box([198, 158, 138, 48], "pine", "web", { note: ["80번 포트", "port 80"], isCode: true }),
    arrow(
      [
        [267, 208],
        [267, 242],
      ],
      { isBoth: true },
    ),
    words([275, 229], ["이름(DNS)", "name (DNS)"], { align: "start" }),
    box([198, 246, 138, 48], "pine", "db", { note: ["게시 안 함", "not published"], isCode: true }),
    arrow(
      [
        [165, 318],
        [195, 318],
      ],
      { tone: "clay", isBarred: true },
    ),
    words([156, 322], ["두 네트워크는", "The networks"], { align: "end", tone: "clay" }),
    words([204, 322], ["서로 닿지 않음", "don't meet"], { align: "start", tone: "clay" }),
  ],
};

export const volumes: Diagram = {
  title: toText(["데이터가 놓이는 세 자리", "Three places for data"]),
  alt: toText([
    "컨테이너 안에서는 모두 폴더로 보이지만 실제 자리는 셋입니다. 아무것도 잇지 않은 /tmp에 쓴 것은 쓰기 레이어에 있고 컨테이너와 함께 지워집니다. /var/lib/mysql에 이은 볼륨은 Docker가 관리하며 컨테이너를 지워도 남습니다. 웹 서버의 문서 폴더에 이은 바인드 마운트는 호스트의 내 폴더이며 역시 남습니다.",
    "Inside the container all of them look like folders, but there are three real places. What is written to /tmp, where nothing is mounted, lies in the writable layer and is removed with the container. A volume mounted at /var/lib/mysql is kept by Docker and stays when the container goes. A bind mount at a web server's document folder is your own folder on the host, and stays too.",
  ]),
  height: 268,
  shapes: [
    fence([4, 4, 352, 78], "plain", ["컨테이너가 보는 폴더", "Folders as the container sees them"]),
    box([12, 34, 104, 40], "plain", undefined, { note: "/tmp", isCode: true }),
    box([128, 34, 104, 40], "plain", undefined, { note: "/var/lib/mysql", isCode: true }),
    box([244, 34, 104, 40], "plain", undefined, { note: "…/htdocs", isCode: true }),
    arrow(
      [
        [64, 84],
        [64, 116],
      ],
      { tone: "clay" },
    ),
    arrow(
      [
        [180, 84],
        [180, 116],
      ],
      { tone: "pine" },
    ),
    arrow(
      [
        [296, 84],
        [296, 116],
      ],
      { tone: "water" },
    ),
    box([4, 120, 112, 66], "clay", ["쓰기 레이어", "Writable layer"], { note: ["컨테이너의 것", "the container's"] }),
    box([124, 120, 112, 66], "pine", ["볼륨", "Volume"], { note: ["Docker가 관리", "kept by Docker"] }),
    box([244, 120, 112, 66], "water", ["바인드 마운트", "Bind mount"], { note: "~/work/site" }),
    words([180, 214], "docker rm", { isCode: true, isStrong: true }),
    arrow(
      [
        [4, 226],
        [356, 226],
      ],
      { isBarred: true },
    ),
    words([60, 248], ["함께 지워짐", "goes with it"], { tone: "clay", isStrong: true }),
    words([180, 248], ["남음", "stays"], { tone: "pine", isStrong: true }),
    words([300, 248], ["남음", "stays"], { tone: "water", isStrong: true }),
  ],
};

export const compose: Diagram = {
  title: toText(["compose.yaml 하나로 생기는 것", "What one compose.yaml brings up"]),
  alt: toText([
    "Compose 프로젝트 안에 서비스 wordpress와 db가 있고 둘은 저절로 생긴 네트워크에 함께 있습니다. wordpress는 db라는 이름으로 데이터베이스를 찾습니다. 밖의 브라우저는 호스트의 8080번 포트로 wordpress의 80번 포트에 닿고, db는 밖에 열려 있지 않습니다. db의 데이터는 볼륨 db_data에 있습니다.",
    "Inside the Compose project there are the services wordpress and db, both in the network that comes by itself. wordpress finds the database by the name db. A browser outside reaches port 80 of wordpress at port 8080 of the host, while db is not open to the outside. The data of db lie in the volume db_data.",
  ]),
  height: 322,
  shapes: [
    box([24, 4, 136, 38], "plain", ["브라우저", "Browser"]),
    arrow(
      [
        [92, 44],
        [92, 116],
      ],
      { tone: "lantern" },
    ),
    words([102, 62], "8080 → 80", { align: "start", tone: "lantern" }),
    box([4, 74, 352, 242], "plain", undefined, { isFence: true }),
    words([346, 94], ["프로젝트(compose.yaml)", "Project (compose.yaml)"], { align: "end" }),
    box([24, 120, 136, 56], "water", "wordpress", { note: ["서비스", "service"], isCode: true }),
    box([204, 120, 136, 56], "water", "db", { note: ["서비스", "service"], isCode: true }),
    arrow([
      [162, 148],
      [200, 148],
    ]),
    words([181, 138], "db", { isCode: true }),
    arrow(
      [
        [92, 178],
        [92, 204],
      ],
      { isBoth: true },
    ),
    arrow(
      [
        [230, 178],
        [230, 204],
      ],
      { isBoth: true },
    ),
    box([24, 208, 228, 40], "water", ["기본 네트워크", "Default network"]),
    arrow(
      [
        [314, 178],
        [314, 264],
      ],
      { tone: "pine" },
    ),
    box([204, 268, 136, 38], "pine", ["볼륨 db_data", "Volume db_data"]),
  ],
};
