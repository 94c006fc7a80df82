import { z } from "zod";
import type { MeasuredCheck } from "./measure-checks";

const createdSchema = z.object({ Id: z.string() });

/** A check that follows an event, one that follows a state which must also hold for a moment, and one that runs a command in a container. */
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
  {
    lesson: "docker/data",
    checkId: "written",
    prepare: async (inner) => {
      await inner("POST", "/images/create?fromImage=busybox&tag=latest");
      await inner("POST", "/containers/create?name=memo", { Image: "busybox", Cmd: ["sleep", "600"] });
      await inner("POST", "/containers/memo/start");
    },
    act: async (inner) => {
      const command = ["sh", "-c", "echo milk > /list.txt"];
      const { Id: id } = createdSchema.parse(await inner("POST", "/containers/memo/exec", { Cmd: command }));
      await inner("POST", `/exec/${id}/start`, { Detach: true });
    },
  },
];
