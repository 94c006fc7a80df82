import type { MeasuredCheck } from "./measure-checks";

/** One check that follows an event, and one that follows a state which must also hold for a moment. */
export const MEASURED_CHECKS: readonly MeasuredCheck[] = [
  {
    lesson: "docker/container-life",
    checkId: "created",
    prepare: async (inner) => {
      await inner("POST", "/images/create?fromImage=busybox&tag=latest");
    },
    act: async (inner) => {
      await inner("POST", "/containers/create?name=ticker", { Image: "busybox", Cmd: ["sleep", "600"] });
    },
  },
  {
    lesson: "docker/web-server",
    checkId: "web1-runs",
    prepare: async (inner) => {
      await inner("POST", "/images/create?fromImage=httpd&tag=latest");
      await inner("POST", "/containers/create?name=web1", { Image: "httpd" });
    },
    act: async (inner) => {
      await inner("POST", "/containers/web1/start");
    },
  },
];
