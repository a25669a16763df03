import { effect } from "@preact/signals";
import { isOpen, lookWhetherUnlocked, standing } from "./session-store.ts";

const CHANNEL = "proofmark-session";

/** Tabs of one browser have one session: whoever signs in or unlocks at one of them has done so at all, as they sign out at all. */
export function followOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = () => {
    const { kind } = standing.peek();
    if (kind === "out" || kind === "locked") void lookWhetherUnlocked();
  };
  effect(() => {
    if (isOpen.value) channel.postMessage("open");
  });
}
