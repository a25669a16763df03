import { payloadTypeOf } from "../core/requests/signed-message.ts";
import type { Timers } from "../ports/clock.ts";
import type { RequestLink, RequestLinkListener } from "../ports/request-link.ts";

/** One way to the registry for several that ask, each of which hears the replies of its own type. */
export class SharedRequestLink {
  readonly #link: RequestLink;
  readonly #timers: Timers;
  readonly #users = new Map<string, RequestLinkListener>();
  #isOpen = false;
  #isUp = false;

  constructor(link: RequestLink, timers: Timers) {
    this.#link = link;
    this.#timers = timers;
  }

  /** For whoever hears replies of that payload type. */
  for(payloadType: string): RequestLink {
    return {
      open: (listener) => this.#add(payloadType, listener),
      send: (message) => this.#link.send(message),
      close: () => {
        this.#users.delete(payloadType);
        if (this.#users.size === 0 && this.#isOpen) this.#link.close();
      },
    };
  }

  #add(payloadType: string, listener: RequestLinkListener): void {
    this.#users.set(payloadType, listener);
    if (this.#isOpen) {
      // Nobody is called within `open`.
      this.#timers.start("request link", 0, () => {
        if (this.#isUp && this.#users.get(payloadType) === listener) listener.onLink(true);
      });
      return;
    }
    this.#isOpen = true;
    this.#link.open({
      onLink: (up) => {
        this.#isUp = up;
        for (const user of this.#users.values()) user.onLink(up);
      },
      onMessage: (message) => this.#hear(message),
    });
  }

  /** What is of no type that somebody waits for goes to all: each drops it in its own way, and counts it. */
  #hear(message: Uint8Array): void {
    const own = this.#users.get(payloadTypeOf(message) ?? "");
    for (const user of own === undefined ? this.#users.values() : [own]) user.onMessage(message);
  }
}
