import { toHex } from "../../core/record/base64.ts";
import type { PeopleOptions } from "./people-options.ts";

const TOKEN_BYTES = 32;
const LINK_MS = 24 * 60 * 60_000;
/** Of one person the newest alone is good. */
export type LinkFor =
  /** Whoever sets the station up: there is no manager who could sign in, or somebody at the machine asked for another one. */
  | { readonly kind: "set-up"; readonly isAsked?: true }
  /** This person chooses a password and a PIN. */
  | { readonly kind: "person"; readonly person: string }
  /** Signs this person in as they are: for a station that is a demonstration, on the machine that shows it. */
  | { readonly kind: "sign-in"; readonly person: string };

/** Links that are good once, by the hash of their token. In memory alone: after a restart they are made anew. */
export class LinkShelf {
  readonly #parts: Pick<PeopleOptions, "clock" | "random" | "digest">;
  readonly #links = new Map<string, { readonly to: LinkFor; readonly untilMs: number; isHeld: boolean }>();

  constructor(parts: Pick<PeopleOptions, "clock" | "random" | "digest">) {
    this.#parts = parts;
  }

  make(to: LinkFor): string {
    for (const [key, { to: other }] of this.#links) if (isSame(to, other)) this.#links.delete(key);
    const token = Buffer.from(this.#parts.random(TOKEN_BYTES)).toString("base64url");
    this.#links.set(this.#key(token), { to, untilMs: this.#parts.clock.monoMs() + LINK_MS, isHeld: false });
    return token;
  }

  /** Null where it is spent, being used, too old, or none. */
  look(token: string): LinkFor | null {
    const link = this.#links.get(this.#key(token));
    return link === undefined || link.isHeld || this.#parts.clock.monoMs() >= link.untilMs ? null : link.to;
  }

  /** While what it is used for is on its way to the disk it is good for nobody else. */
  hold(token: string): void {
    const link = this.#links.get(this.#key(token));
    if (link !== undefined) link.isHeld = true;
  }

  /** What it was used for came to nothing: it is as good as before, unless a newer one was made or its person was stopped. */
  release(token: string): void {
    const link = this.#links.get(this.#key(token));
    if (link !== undefined) link.isHeld = false;
  }

  /** Somebody who was stopped does not come in by a link of before. */
  dropOf(person: string): void {
    for (const [key, { to }] of this.#links)
      if (to.kind !== "set-up" && to.person === person) this.#links.delete(key);
  }

  spend(token: string): void {
    this.#links.delete(this.#key(token));
  }

  #key(token: string): string {
    return toHex(this.#parts.digest(new TextEncoder().encode(token)));
  }
}

function isSame(a: LinkFor, b: LinkFor): boolean {
  return a.kind === b.kind && (a.kind === "set-up" || b.kind === "set-up" || a.person === b.person);
}
