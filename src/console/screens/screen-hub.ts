import type { ScreenPicture, WaitingSubject } from "../../core/screens/screen-picture.ts";
import { type ScreenScope, scopeText } from "../../core/screens/screen-scope.ts";
import type { LiveMessage } from "../../station/live-message.ts";
import { pictureOf } from "../../station/screens/picture-of.ts";
import type { ScreenSource } from "../screen-source.ts";

/** A driver sees a prompt well within 300 ms, and what comes in one burst is one picture. */
const TOGETHER_MS = 50;
/** Who waits changes without a word here, and what is shown for some hours ends by the clock. */
const LOOK_EVERY_MS = 1000;
const CHANGES: ReadonlySet<LiveMessage["type"]> = new Set(["job", "station"]);

/** Null: it could not be made, and the one before is not how things stand any more. */
type Tell = (picture: ScreenPicture | null) => void;

interface Shown {
  readonly scope: ScreenScope;
  readonly tell: Set<Tell>;
  /** As it was last told. */
  text: string;
}

/** Makes the pictures of screens without sign-in: each once, however many look at it, and only while somebody does. */
export class ScreenHub {
  readonly #screen: ScreenSource;
  readonly #waiting: () => readonly WaitingSubject[];
  readonly #onThrow: (cause: unknown) => void;
  readonly #shown = new Map<string, Shown>();
  #leave: (() => void) | null = null;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    screen: ScreenSource,
    { waiting, onThrow }: { waiting(): readonly WaitingSubject[]; onThrow(cause: unknown): void },
  ) {
    this.#screen = screen;
    this.#waiting = waiting;
    this.#onThrow = onThrow;
  }

  /** Null: there is no such lane here. */
  picture(scope: ScreenScope): ScreenPicture | null {
    return pictureOf({ ...this.#screen.snapshot(), waiting: this.#waiting() }, scope);
  }

  /** Told of every change from now on; ended by what it returns. */
  follow(scope: ScreenScope, tell: Tell): () => void {
    const key = scopeText(scope);
    const shown = this.#shown.get(key) ?? { scope, tell: new Set(), text: textOf(this.picture(scope)) };
    shown.tell.add(tell);
    this.#shown.set(key, shown);
    this.#begin();
    return () => {
      shown.tell.delete(tell);
      if (shown.tell.size === 0) this.#shown.delete(key);
      if (this.#shown.size === 0) this.#end();
    };
  }

  /** How many look at it. */
  followers(scope: ScreenScope): number {
    return this.#shown.get(scopeText(scope))?.tell.size ?? 0;
  }

  #begin(): void {
    if (this.#leave !== null) return;
    const leave = this.#screen.feed.subscribe(({ type }) => {
      if (CHANGES.has(type)) this.#lookSoon();
    });
    const looks = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    this.#leave = () => {
      leave();
      clearInterval(looks);
      clearTimeout(this.#soon);
      this.#soon = undefined;
    };
  }

  #end(): void {
    this.#leave?.();
    this.#leave = null;
  }

  #lookSoon(): void {
    this.#soon ??= setTimeout(() => this.#look(), TOGETHER_MS).unref();
  }

  #look(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    try {
      const state = { ...this.#screen.snapshot(), waiting: this.#waiting() };
      for (const shown of [...this.#shown.values()]) {
        const picture = pictureOf(state, shown.scope);
        const text = textOf(picture);
        if (text === shown.text) continue;
        shown.text = text;
        for (const tell of [...shown.tell]) tell(picture);
      }
    } catch (cause) {
      // A screen that cannot be drawn must not end the station: those who look are told that nobody knows.
      this.#onThrow(cause);
      for (const { tell } of [...this.#shown.values()]) for (const each of [...tell]) each(null);
    }
  }
}

function textOf(picture: ScreenPicture | null): string {
  return JSON.stringify(picture);
}
