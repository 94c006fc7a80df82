import { z } from "zod";
import { createAnonymousUser, isSecureRequest, renameUser, type User } from "@/lib/auth";
import { setUserLocale } from "@/lib/progress";
import { localeSchema } from "@/lib/shared/locale";
import { answerRequest } from "../answer-request";

const name = z.string().trim().min(1).max(60).nullable();
const startSchema = z.strictObject({ locale: localeSchema, name: name.optional() });
const changeSchema = z.strictObject({ locale: localeSchema.optional(), name: name.optional() });

const toView = (user: User) => ({ id: user.id, name: user.name, locale: user.locale });

export function GET(request: Request): Promise<Response> {
  return answerRequest(request, async ({ findUser }) => {
    const user = await findUser();
    return Response.json({ user: user ? toView(user) : null });
  });
}

/** Anonymous start; somebody who has a session already keeps it. */
export function POST(request: Request): Promise<Response> {
  return answerRequest(request, async ({ runtime, address, body, findUser }) => {
    const wanted = await body(startSchema);
    const known = await findUser();
    if (known) return Response.json({ user: toView(known) });
    await runtime.limits.takeNewSession(address);
    const { user, setCookie } = await createAnonymousUser({
      ...wanted,
      isSecure: isSecureRequest(request.headers.get("host"), runtime.config.origins),
    });
    return Response.json({ user: toView(user) }, { status: 201, headers: { "set-cookie": setCookie } });
  });
}

export function PATCH(request: Request): Promise<Response> {
  return answerRequest(request, async ({ body, requireUser }) => {
    const user = await requireUser();
    const change = await body(changeSchema);
    if (change.name !== undefined) await renameUser(user.id, change.name);
    if (change.locale !== undefined) await setUserLocale(user.id, change.locale);
    return Response.json({ user: toView({ ...user, ...change }) });
  });
}
