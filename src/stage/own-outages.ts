import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { Signer } from "../ports/signer.ts";

/** What goes wrong in the station itself, over any number of its starts, and is well again by itself. */
export class OwnOutages {
  readonly #clock: VirtualClock;
  #signersAway = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Somebody sets the wall clock wrongly, and later right again. */
  clockWrong(byMs: number, forMs: number): void {
    this.#clock.setWallBy(byMs);
    this.#clock.start("the clock is set right", forMs, () => this.#clock.setWallBy(-byMs));
  }

  /** The device with the record key is pulled out. */
  signerAway(forMs: number): void {
    this.#signersAway += 1;
    this.#clock.start("the signer is back", forMs, () => {
      this.#signersAway -= 1;
    });
  }

  signer(inner: Signer): Signer {
    return {
      keyId: inner.keyId,
      algorithm: inner.algorithm,
      publicKeySpki: inner.publicKeySpki,
      sign: (message, done) => {
        if (this.#signersAway === 0) inner.sign(message, done);
        else done({ kind: "failed", reason: "the key device is gone" });
      },
    };
  }
}
