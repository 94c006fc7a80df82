import { arrow, box, type Diagram, fence, toText, words } from "./diagram";

const STEPS = [
  ["FROM debian:13", "pine", "캐시", "cached"],
  ["RUN apt-get …", "pine", "캐시", "cached"],
  ["COPY app.py .", "clay", "파일이 바뀜", "file changed"],
  ["RUN ./prepare", "lantern", "다시 실행", "run again"],
] as const;

export const buildCache: Diagram = {
  title: toText(["바뀐 줄부터 다시 만듭니다", "Everything from the changed line on is made again"]),
  alt: toText([
    "왼쪽은 Dockerfile의 줄, 오른쪽은 거기서 생기는 레이어입니다. FROM과 RUN apt-get은 그대로이므로 캐시를 씁니다. COPY하는 app.py가 바뀌었으므로 그 레이어를 다시 만들고, 그 아래의 RUN ./prepare는 글자가 그대로여도 다시 실행합니다. CMD는 설정일 뿐 레이어를 만들지 않습니다.",
    "On the left the lines of a Dockerfile, on the right the layers they make. FROM and RUN apt-get are unchanged and come from the cache. The app.py that COPY takes has changed, so its layer is made again, and the RUN ./prepare below it is run again although not a letter of it changed. CMD is only a setting and makes no layer.",
  ]),
  height: 292,
  shapes: [
    words([84, 16], "Dockerfile", { isStrong: true }),
    words([278, 16], ["레이어", "Layers"], { isStrong: true }),
    ...STEPS.flatMap(([line, tone, ko, en], index) => {
      const y = 28 + index * 52;
      return [
        box([4, y, 160, 44], "plain", undefined, { note: line, isCode: true }),
        arrow([
          [166, y + 22],
          [196, y + 22],
        ]),
        box([200, y, 156, 44], tone, [ko, en]),
      ];
    }),
    box([4, 236, 160, 44], "plain", undefined, { note: 'CMD ["./app.py"]', isCode: true }),
    words([278, 262], ["설정만, 레이어 없음", "a setting, no layer"]),
  ],
};

export const multiStage: Diagram = {
  title: toText(["멀티 스테이지 빌드", "A multi-stage build"]),
  alt: toText([
    "왼쪽은 빌드 단계입니다. 바탕 이미지, 컴파일러와 도구, 소스가 있고 여기서 app.jar가 나옵니다. COPY --from=build가 app.jar만 오른쪽의 최종 이미지로 옮깁니다. 최종 이미지에는 바탕 이미지와 실행에 필요한 런타임과 app.jar만 있습니다. 빌드 단계의 도구와 소스는 최종 이미지에 남지 않습니다.",
    "On the left, the build stage: a base image, the compiler and tools, the sources, and out of these app.jar. COPY --from=build carries only app.jar to the final image on the right, which holds nothing but a base image, the runtime and app.jar. Tools and sources of the build stage are not in the final image.",
  ]),
  height: 284,
  shapes: [
    fence([4, 4, 150, 238], "clay", ["빌드 단계", "Build stage"]),
    box([14, 34, 130, 44], "lantern", "app.jar", { isCode: true }),
    box([14, 86, 130, 44], "plain", ["소스", "Sources"]),
    box([14, 138, 130, 44], "plain", ["컴파일러, 도구", "Compiler, tools"]),
    box([14, 190, 130, 44], "ground", ["바탕 이미지", "Base image"]),
    arrow(
      [
        [156, 56],
        [182, 56],
        [182, 134],
        [212, 134],
      ],
      { tone: "lantern" },
    ),
    words([168, 46], "COPY --from=build", { align: "start", isCode: true, tone: "lantern" }),
    fence([206, 82, 150, 160], "pine", ["최종 이미지", "Final image"]),
    box([216, 112, 130, 44], "lantern", "app.jar", { isCode: true }),
    box([216, 164, 130, 22], "plain", undefined, { note: ["런타임", "Runtime"] }),
    box([216, 190, 130, 44], "ground", ["바탕 이미지", "Base image"]),
    words([79, 264], ["이미지에 남지 않음", "not in the image"], { tone: "clay" }),
    words([281, 264], ["올리고 실행하는 것", "shipped and run"], { tone: "pine" }),
  ],
};
