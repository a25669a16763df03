import type { StationView } from "../../station/live-message.ts";
import type { TextKey } from "./texts.ts";

/** Whether the station is connected, and never to a registry where none is at the other end. */
export function registryWord({ connected, is }: Pick<StationView["registry"], "connected" | "is">): TextKey {
  if (is === "absent") return "registryAbsent";
  if (!connected) return "disconnected";
  return is === "stand-in" ? "connectedStandIn" : "connected";
}
