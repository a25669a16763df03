/** An order of a scenario that had no effect. `path` from where the subject's world begins. */
export interface UnmetOrder {
  readonly path: readonly (string | number)[];
  /** What was ordered, in a few words. */
  readonly what: string;
  /** What it was still waiting for. */
  readonly why: string;
}

/** One thing that a scenario wants to happen at its moment. */
export interface Order {
  /** It happened, and something felt it. */
  met(): void;
  /** What it waits for now, as the end of a sentence that begins with "before". */
  waitsFor(what: string): void;
}

interface Watched extends UnmetOrder {
  why: string;
  isMet: boolean;
}

/** Who asks for nothing to be watched: the tests of a part. */
export const UNWATCHED: Order = { met: () => undefined, waitsFor: () => undefined };

/** Keeps in mind which orders of one subject have come: one that never does would quietly test nothing. */
export class OrderWatch {
  readonly #orders: Watched[] = [];

  expect(path: UnmetOrder["path"], what: string, waitsFor: string): Order {
    const watched: Watched = { path, what, why: waitsFor, isMet: false };
    this.#orders.push(watched);
    return {
      met: () => {
        watched.isMet = true;
      },
      waitsFor: (why) => {
        watched.why = why;
      },
    };
  }

  /** In the order of the file. */
  unmet(): readonly UnmetOrder[] {
    return this.#orders.filter(({ isMet }) => !isMet).map(({ path, what, why }) => ({ path, what, why }));
  }
}
