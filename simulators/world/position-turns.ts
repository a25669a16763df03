export interface TurnListener {
  onBegin(id: string, at: number): void;
  onEnd(id: string, at: number): void;
}

/**
 * Whose turn it is at each position: from being asked to drive there until the tail is out of it. Who is asked while another
 * one is still driving out gets it after him.
 */
export class PositionTurns {
  readonly #asked: string[][];
  readonly #listener: TurnListener;

  constructor(positions: number, listener: TurnListener) {
    this.#asked = Array.from({ length: positions }, () => []);
    this.#listener = listener;
  }

  ask(id: string, at: number): void {
    const asked = this.#asked[at];
    if (asked === undefined || asked.includes(id)) return;
    asked.push(id);
    if (asked[0] === id) this.#listener.onBegin(id, at);
  }

  end(id: string, at: number): void {
    const asked = this.#asked[at];
    const place = asked?.indexOf(id) ?? -1;
    if (asked === undefined || place < 0) return;
    asked.splice(place, 1);
    if (place > 0) return;
    this.#listener.onEnd(id, at);
    if (asked[0] !== undefined) this.#listener.onBegin(asked[0], at);
  }

  endAll(id: string): void {
    for (const at of this.#asked.keys()) this.end(id, at);
  }
}
