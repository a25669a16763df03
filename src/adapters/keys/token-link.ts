import type { PinGuard } from "./pin-guard.ts";
import { type ProcessPlace, TokenFault } from "./pkcs11-process.ts";
import { RpcUnreadable } from "./pkcs11-rpc.ts";
import { type Dialect, dialectOf, TokenSession } from "./pkcs11-session.ts";
import { CKR } from "./pkcs11-words.ts";

export interface TokenPlace extends ProcessPlace {
  /** Its label. */
  readonly token: string;
}

export interface TokenLinkOptions {
  readonly place: TokenPlace;
  readonly guard: PinGuard;
  /** Asked for at each login; a file may have been mended. */
  readonly pin: () => Promise<string>;
  /** Steady clock. */
  readonly monoMs: () => number;
}

/** A token that is away is not looked for more often. */
const OPEN_AGAIN_MS = 1_000;
/** More who wait are sent away: a token that signs nothing must not gather a day's questions. */
const WAITING_MAX = 64;

/**
 * The one way of this process to a token: one session, kept, and whoever wants something waits in turn. A session that is lost (the token pulled out, the module crashed or hanging)
 * is opened anew, once within the question and then with the next one. Every question rejects with TokenFault, or with what reading the PIN gives.
 */
export class TokenLink {
  readonly place: TokenPlace;
  readonly #options: TokenLinkOptions;
  #session: TokenSession | null = null;
  #writes = false;
  #dialect: Dialect | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #failed: { readonly atMs: number; readonly cause: unknown } | null = null;
  #isClosed = false;

  constructor(options: TokenLinkOptions) {
    this.#options = options;
    this.place = options.place;
  }

  /** `writes`: something is to be made in the token. */
  use<Value>(writes: boolean, act: (session: TokenSession) => Promise<Value>): Promise<Value> {
    if (this.#waiting >= WAITING_MAX)
      return Promise.reject(new TokenFault("module", `${WAITING_MAX} signatures wait for the token already`));
    this.#waiting++;
    const turn = this.#turn.then(() => this.#do(writes, act));
    const after = (): void => {
      this.#waiting--;
    };
    this.#turn = turn.then(after, after);
    return turn;
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  async #do<Value>(writes: boolean, act: (session: TokenSession) => Promise<Value>): Promise<Value> {
    const kept = this.#kept(writes);
    try {
      if (kept !== null) return await act(kept);
    } catch (cause) {
      // What an old session says may be of a token that was pulled out meanwhile, or of a program that was exchanged: a new one decides.
      this.#forget();
      // A key that may have been made is not made twice.
      if (writes) throw understood(this.place, cause);
    }
    const session = await this.#open(writes);
    try {
      return await act(session);
    } catch (cause) {
      this.#forget();
      throw understood(this.place, cause);
    }
  }

  #forget(): void {
    this.#drop();
    this.#dialect = null;
  }

  #kept(writes: boolean): TokenSession | null {
    const session = this.#session;
    if (session === null || session.isOver || (writes && !this.#writes)) return null;
    return session;
  }

  async #open(writes: boolean): Promise<TokenSession> {
    if (this.#isClosed) throw new TokenFault("module", "the station is being stopped");
    const { monoMs, place } = this.#options;
    if (this.#failed !== null && monoMs() - this.#failed.atMs < OPEN_AGAIN_MS) throw this.#failed.cause;
    this.#drop();
    let session: TokenSession | null = null;
    try {
      const dialect = this.#dialect ?? (await dialectOf(place));
      session = await TokenSession.open(place, { token: place.token, dialect, writes });
      this.#dialect = dialect;
      await this.#login(session);
    } catch (cause) {
      session?.close();
      // The program may have been exchanged meanwhile.
      this.#dialect = null;
      this.#failed = { atMs: monoMs(), cause };
      throw cause;
    }
    this.#failed = null;
    this.#writes = writes;
    this.#session = session;
    if (this.#isClosed) this.#drop();
    return session;
  }

  async #login(session: TokenSession): Promise<void> {
    const { guard, place } = this.#options;
    const pin = await this.#options.pin();
    if (await guard.isRefused(pin))
      throw new TokenFault(
        "pin",
        `the token ${JSON.stringify(place.token)} has refused this PIN, and it is not tried again, since tokens lock: correct it where it stands, or remove ${guard.file} if it is the token's PIN by now`,
      );
    if (await session.isLastTry())
      throw new TokenFault(
        "pin",
        `one more wrong PIN locks the token ${JSON.stringify(place.token)}, and that try is left to a person: log in to it once by hand with the right PIN`,
      );
    try {
      await session.login(pin);
    } catch (cause) {
      if (cause instanceof TokenFault && cause.kind === "pin" && cause.code !== CKR.PIN_LOCKED)
        await guard.note(pin);
      throw cause;
    }
    guard.clear();
  }

  #drop(): void {
    this.#session?.close();
    this.#session = null;
  }
}

function understood({ module }: TokenPlace, cause: unknown): unknown {
  return cause instanceof RpcUnreadable
    ? new TokenFault("module", `the module ${module} cannot be understood: ${cause.message}`)
    : cause;
}
