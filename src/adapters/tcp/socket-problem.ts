import { type Reason, reason } from "../../core/trade/reasons.ts";

/** Why a socket could not connect, or was lost. */
export function socketProblem(error: Error): Reason {
  const code = "code" in error ? error.code : undefined;
  switch (code) {
    case "ECONNREFUSED":
      return reason("CONNECTION_REFUSED", {});
    case "ECONNRESET":
      return reason("CONNECTION_RESET", {});
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return reason("HOST_UNKNOWN", {});
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return reason("HOST_UNREACHABLE", {});
    case "ETIMEDOUT":
      return reason("CONNECTION_LATE", {});
    default:
      return reason("SYSTEM_SAID", { text: typeof code === "string" ? code : error.message });
  }
}
