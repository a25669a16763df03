/**
 * What the front of the line is. `garbage`: its first byte begins no frame, whatever may follow; scanning goes on with
 * the second byte, so a good frame behind half a bad one is found. `more`: it may still become a frame; nothing can be said
 * before there are `bytes` of it.
 */
export type FrontOfLine<Frame> =
  | { readonly kind: "frame"; readonly length: number; readonly frame: Frame }
  | { readonly kind: "more"; readonly bytes: number }
  | { readonly kind: "garbage" };

/** The next byte may tell. */
export const MORE: FrontOfLine<never> = { kind: "more", bytes: 0 };
export const GARBAGE: FrontOfLine<never> = { kind: "garbage" };

export function moreUntil(bytes: number): FrontOfLine<never> {
  return { kind: "more", bytes };
}

export interface FrameSink<Frame> {
  frame(frame: Frame, raw: Uint8Array): void;
  garbage(bytes: number): void;
}

/** Cuts a byte stream into frames, whatever its chunk borders. Holds at most `capacity` bytes and drops from the front. */
export class FrameScanner {
  readonly #held: Uint8Array;
  #length = 0;
  /** The front is not worth a look before so many bytes are held. */
  #lookAt = 0;

  constructor(capacity: number) {
    this.#held = new Uint8Array(capacity);
  }

  get heldBytes(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
    this.#lookAt = 0;
  }

  /** `read` is asked again after every byte that can tell and after every frame, so it may depend on what the last frame changed. */
  scan<Frame>(
    bytes: Uint8Array,
    read: (front: Uint8Array) => FrontOfLine<Frame>,
    sink: FrameSink<Frame>,
  ): void {
    for (const byte of bytes) {
      if (this.#length === this.#held.length) {
        this.#drop(1);
        sink.garbage(1);
      }
      this.#held[this.#length++] = byte;
      if (this.#length >= this.#lookAt) this.#drain(read, sink);
    }
  }

  #drain<Frame>(read: (front: Uint8Array) => FrontOfLine<Frame>, sink: FrameSink<Frame>): void {
    while (this.#length > 0) {
      const front = read(this.#held.subarray(0, this.#length));
      if (front.kind === "more") {
        this.#lookAt = front.bytes;
        return;
      }
      if (front.kind === "garbage") {
        this.#drop(1);
        sink.garbage(1);
        continue;
      }
      const raw = this.#held.slice(0, front.length);
      this.#drop(front.length);
      sink.frame(front.frame, raw);
    }
  }

  #drop(count: number): void {
    this.#held.copyWithin(0, count, this.#length);
    this.#length = Math.max(0, this.#length - count);
    this.#lookAt = 0;
  }
}
