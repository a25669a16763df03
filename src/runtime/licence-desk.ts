import { randomBytes } from "node:crypto";
import { checkLicence } from "../core/licence/check-licence.ts";
import type { ReaderSession } from "../core/licence/device-proof.ts";
import type { LicenceCheck } from "../core/licence/licence-asked.ts";
import type { LicenceAuthorities } from "../core/licence/licence-authorities.ts";
import { LICENCE_DOC_TYPE } from "../core/licence/licence-content.ts";
import type { LicenceCrypto } from "../core/licence/licence-crypto.ts";
import { type LicenceShown, licenceShown } from "../core/licence/licence-shown.ts";
import { licenceBytes } from "../core/licence/licence-text.ts";
import { licenceTold } from "../core/licence/licence-told.ts";
import { LICENCE_REQUEST, readerKeyBytes } from "../core/licence/reader-session.ts";
import type { LicenceRead, LicenceSessionAnswer, LicenceToRead } from "../core/queue/licence-view.ts";
import { decodeBase64, encodeBase64, toHex } from "../core/record/base64.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReaderKeys } from "../ports/reader-keys.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Present } from "./console-desk.ts";

export interface LicenceDeskOptions {
  /** Null where the station file names no folder of authorities. */
  readonly authorities: LicenceAuthorities | null;
  readonly signerLife: LicenceCheck["signerLife"];
  readonly crypto: LicenceCrypto;
  readonly keys: ReaderKeys;
  readonly people: Pick<PeopleDesk, "whyNot">;
  readonly clock: Clock;
  localDate(wallMs: number): string;
  /** Whether the wall clock says what time it is. */
  isClockSure(): boolean;
}

interface Session {
  readonly keys: Pick<ReaderSession, "secret" | "key">;
  /** The candidate for whom it was begun. */
  readonly certificate: string;
  readonly madeMs: number;
}

interface Known {
  /** Null where there is nothing to write down. */
  readonly shown: LicenceShown | null;
  readonly certificate: string;
  readonly madeMs: number;
}

/** A candidate opens a wallet, confirms and holds it to a reader within this. */
const SESSION_MINUTES = 10;
/** Who typed a form for longer lets the licence be shown once more. */
const KNOWN_MINUTES = 60;
const KEPT_MAX = 64;
const NUMBER_BYTES = 16;

/**
 * Electronic licences at the desk where candidates are taken in, without any network. Sessions and what is to be written down are held
 * in memory, as long as the steady clock says: neither portrait nor name is kept anywhere, and after a restart the licence is shown once more.
 */
export class LicenceDesk {
  readonly #options: LicenceDeskOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #known = new Map<string, Known>();

  constructor(options: LicenceDeskOptions) {
    this.#options = options;
  }

  /** Whether this station reads licences at all. */
  get isThere(): boolean {
    return this.#options.authorities !== null;
  }

  /** A reader's key made now, for this candidate alone. */
  begin(certificate: string, who: Present): LicenceSessionAnswer {
    const why = this.#whyNot(who);
    if (why !== null) return { kind: "refused", reason: why };
    const { clock, keys: maker } = this.#options;
    const keys = maker.make();
    const session = this.#keep(this.#sessions, { keys, certificate, madeMs: clock.monoMs() });
    // For people to see: whoever sets the wall clock makes no session longer.
    const endsWallMs = Math.round(clock.wallMs()) + SESSION_MINUTES * 60_000;
    const readerKey = toHex(readerKeyBytes(keys.key));
    return { kind: "begun", session, readerKey, endsWallMs, request: LICENCE_REQUEST };
  }

  read({ session, certificate, answer, transcript }: LicenceToRead, who: Present): LicenceRead {
    const { authorities, signerLife, crypto, clock } = this.#options;
    const why = this.#whyNot(who);
    if (why !== null) return { kind: "refused", reason: why };
    const own = session === null ? null : this.#sessionFor(session, certificate);
    if (own !== null && "reason" in own) return own;
    const [file, said] = [bytesOf(answer), transcript === null ? null : bytesOf(transcript)];
    if (file === null || (transcript !== null && said === null))
      return { kind: "refused", reason: reason("LICENCE_TEXT_FORM", {}) };
    const reading = checkLicence(
      {
        answer: file,
        transcript: said,
        session: own === null ? null : { ...own.keys, isOurs: true },
        authorities: authorities?.authorities ?? [],
        now: this.#now(),
        docType: LICENCE_DOC_TYPE,
        signerLife,
      },
      crypto,
    );
    // One answer: whoever holds a copy of it cannot show it again. A forgery is none, and takes no session away from the candidate.
    if (session !== null && reading.holder.kind === "proven") this.#sessions.delete(session);
    const shown = licenceShown(reading);
    const number = this.#keep(this.#known, { shown, certificate, madeMs: clock.monoMs() });
    const portrait = reading.licence?.content.portrait ?? null;
    return {
      kind: "read",
      read: number,
      told: licenceTold(reading),
      portrait: portrait?.mediaType === "image/jpeg" ? encodeBase64(portrait.bytes) : null,
    };
  }

  /** What journal and record are to say of it; null where it is an hour old, was shown for another candidate, or is nobody's. */
  noted(read: string, certificate: unknown): LicenceShown | null {
    this.#forgetOld();
    const known = this.#known.get(read);
    return known === undefined || known.certificate !== certificate ? null : known.shown;
  }

  #whyNot(who: Present): Reason | null {
    const why = this.#options.people.whyNot(who, who.doer.from, "exam.take-in");
    return why ?? (this.isThere ? null : reason("LICENCE_NOWHERE", {}));
  }

  #sessionFor(
    session: string,
    certificate: string,
  ): Session | { readonly kind: "refused"; readonly reason: Reason } {
    this.#forgetOld();
    const known = this.#sessions.get(session);
    if (known === undefined)
      return { kind: "refused", reason: reason("LICENCE_SESSION_OVER", { minutes: SESSION_MINUTES }) };
    return known.certificate === certificate
      ? known
      : { kind: "refused", reason: reason("LICENCE_SESSION_OTHER", { certificate: known.certificate }) };
  }

  #now() {
    const { clock, localDate, isClockSure } = this.#options;
    const ms = clock.wallMs();
    return isClockSure() ? { ms, day: localDate(ms) } : null;
  }

  #forgetOld(): void {
    const nowMs = this.#options.clock.monoMs();
    forgetOlder(this.#sessions, nowMs - SESSION_MINUTES * 60_000);
    forgetOlder(this.#known, nowMs - KNOWN_MINUTES * 60_000);
  }

  #keep<Value>(held: Map<string, Value>, value: Value): string {
    const number = randomBytes(NUMBER_BYTES).toString("hex");
    this.#forgetOld();
    held.set(number, value);
    for (const old of held.keys()) {
      if (held.size <= KEPT_MAX) break;
      held.delete(old);
    }
    return number;
  }
}

function forgetOlder(held: Map<string, { readonly madeMs: number }>, sinceMs: number): void {
  for (const [number, { madeMs }] of held) if (madeMs < sinceMs) held.delete(number);
}

/** Base64 of a file; what is in it may be text once more. */
function bytesOf(base64: string): Uint8Array | null {
  const file = decodeBase64(base64);
  return file === null ? null : licenceBytes(file);
}
