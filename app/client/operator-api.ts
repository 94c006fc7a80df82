import type { StatusView } from "@/lib/shared/status-view";
import { request } from "./api";

/** Apart from the students' api: only the operator's page carries it. */
export const operatorApi = {
  signIn: (key: string) => request<object>("POST", "/api/operator", { key }),
  signOut: () => request<object>("DELETE", "/api/operator"),
  getStatus: () => request<StatusView>("GET", "/api/status"),
};
