import { payloadTypeOf } from "../core/requests/signed-message.ts";
import type { TimerHandle, Timers } from "../ports/clock.ts";
import type { RequestLink, RequestLinkListener } from "../ports/request-link.ts";

interface User {
  readonly payloadTypes: readonly string[];
  readonly listener: RequestLinkListener;
  /** What it was last told of the link. */
  isUp: boolean;
  /** While it is still to be told that the link was up before it came. */
  late: TimerHandle | null;
}

/** One way to the registry for several that ask, each of which hears the replies of its own types. Open while one of them has it open. */
export class SharedRequestLink {
  readonly #link: RequestLink;
  readonly #timers: Timers;
  readonly #users = new Set<User>();
  #isUp = false;

  constructor(link: RequestLink, timers: Timers) {
    this.#link = link;
    this.#timers = timers;
  }

  /** For whoever hears replies of these payload types, and of none that another user hears. It may be closed and opened again. */
  for(payloadTypes: readonly string[]): RequestLink {
    let user: User | null = null;
    return {
      open: (listener) => {
        if (user !== null) this.#remove(user);
        user = { payloadTypes, listener, isUp: false, late: null };
        this.#add(user);
      },
      send: (message) => this.#link.send(message),
      close: () => {
        if (user !== null) this.#remove(user);
        user = null;
      },
    };
  }

  #add(user: User): void {
    const isFirst = this.#users.size === 0;
    this.#users.add(user);
    if (isFirst)
      this.#link.open({ onLink: (up) => this.#tell(up), onMessage: (message) => this.#hear(message) });
    // Nobody is called within `open`.
    else if (this.#isUp)
      user.late = this.#timers.start("request link", 0, () => {
        user.late = null;
        tell(user, this.#isUp);
      });
  }

  #remove(user: User): void {
    user.late?.cancel();
    if (!this.#users.delete(user) || this.#users.size > 0) return;
    this.#isUp = false;
    this.#link.close();
  }

  #tell(up: boolean): void {
    this.#isUp = up;
    for (const user of [...this.#users]) if (this.#users.has(user)) tell(user, up);
  }

  /** What is of no type that somebody waits for goes to all: each drops it in its own way, and says so. */
  #hear(message: Uint8Array): void {
    const users = [...this.#users];
    const type = payloadTypeOf(message) ?? "";
    const own = users.filter(({ payloadTypes }) => payloadTypes.includes(type));
    for (const user of own.length === 0 ? users : own)
      if (this.#users.has(user)) user.listener.onMessage(message);
  }
}

function tell(user: User, up: boolean): void {
  if (user.isUp === up) return;
  user.isUp = up;
  user.listener.onLink(up);
}
