import { z } from "zod";
import { joinReservation } from "@/lib/reservation";
import { answerRequest } from "../answer-request";

const joinSchema = z.strictObject({ code: z.string().max(16) });

/** Joins the class of a code. */
export function POST(request: Request): Promise<Response> {
  return answerRequest(request, async ({ body, requireUser }) => {
    const user = await requireUser();
    const { code } = await body(joinSchema);
    await joinReservation(user.id, code);
    return Response.json({ joined: true });
  });
}
