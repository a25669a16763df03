import type { ProtocolPart } from "../core/trade/words/protocol-parts.ts";
import type { RegistryLink, RegistryLinkListener } from "../ports/registry-link.ts";
import type { Agreed } from "./agreement-keeper.ts";

/** Takes no submission while the registry would not understand it; what is to be sent waits as it does for room in the window. */
export function agreedRegistryLink(link: RegistryLink, agreed: Agreed): RegistryLink {
  let listener: RegistryLinkListener | null = null;
  let told: Parameters<RegistryLinkListener["onReady"]>[0] | null = null;
  let could = agreed.canDeliver();
  agreed.watch(() => {
    const can = agreed.canDeliver();
    if (can && !could && told !== null) listener?.onReady(told);
    could = can;
  });
  return {
    open: (own) => {
      listener = own;
      link.open({
        ...own,
        onReady: (ready) => {
          told = ready;
          own.onReady(ready);
        },
        onDown: (why) => {
          told = null;
          own.onDown(why);
        },
      });
    },
    submit: (message) => (agreed.canDeliver() ? link.submit(message) : "unsent"),
    close: () => {
      listener = null;
      return link.close();
    },
    nextAttemptMs: () => link.nextAttemptMs?.() ?? null,
  };
}

interface SideListener {
  onLink(up: boolean): void;
  onMessage(message: Uint8Array): void;
}

export interface SideLink {
  open(listener: SideListener): void;
  send(message: Uint8Array): void;
  close(): void;
}

/** A link that is down, for whoever uses it, while none of these parts is common; and on which no message of another one leaves. */
export function agreedSideLink(
  link: SideLink,
  agreed: Agreed,
  parts: readonly ProtocolPart[],
  partOf: (message: Uint8Array) => ProtocolPart | undefined = () => parts[0],
): SideLink {
  let listener: SideListener | null = null;
  let isUp = false;
  let toldUp = false;
  const tell = (): void => {
    const up = isUp && parts.some((part) => agreed.speaks(part));
    if (up === toldUp) return;
    toldUp = up;
    listener?.onLink(up);
  };
  agreed.watch(tell);
  return {
    open: (own) => {
      listener = own;
      [isUp, toldUp] = [false, false];
      link.open({
        onLink: (up) => {
          isUp = up;
          tell();
        },
        onMessage: (message) => own.onMessage(message),
      });
    },
    send: (message) => {
      const part = partOf(message);
      if (part !== undefined && agreed.speaks(part)) link.send(message);
    },
    close: () => {
      listener = null;
      link.close();
    },
  };
}
