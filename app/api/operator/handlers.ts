import { z } from "zod";
import { createOperatorCookie, endOperatorCookie } from "@/lib/auth";
import { signInOperator } from "@/lib/operator";
import { answerRequest } from "../answer-request";
import { toOperatorCall } from "../operator-call";

const signInSchema = z.strictObject({ key: z.string().min(1).max(1024) });

/** Signs an operator in by the key. */
export function POST(request: Request): Promise<Response> {
  return answerRequest(request, async ({ runtime, body }) => {
    const { key } = await body(signInSchema);
    const call = toOperatorCall(request.headers);
    await signInOperator(runtime, { key, peer: call.peer });
    return Response.json({}, { status: 201, headers: { "set-cookie": await createOperatorCookie(call) } });
  });
}

/** Signs out. */
export function DELETE(request: Request): Promise<Response> {
  return answerRequest(request, async () =>
    Response.json({}, { headers: { "set-cookie": endOperatorCookie(toOperatorCall(request.headers)) } }),
  );
}
