import { request } from "node:http";
import { readConfig } from "@/lib/config";

/** Does something to the lab engine of the site under test, through the machine's engine: nobody else's is touched. */
export async function changeLabEngine(verb: "pause" | "unpause" | "kill"): Promise<void> {
  const { dockerSocket, instance } = readConfig();
  const path = `/containers/naru-lab-${instance}/${verb}`;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request({ socketPath: dockerSocket, method: "POST", path }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode));
    });
    call.once("error", reject).end();
  });
  if (status !== 204) throw new Error(`the machine's engine answered ${status} to ${verb}`);
}
