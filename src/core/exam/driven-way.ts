import type { ExamPose } from "./exam-pose.ts";

/** Without a position for so long nobody knows which way it went between: five of a receiver that tells ten a second. */
const GAP_MS = 500;

/** x0, y0, x1, y1 ... of the middle of the rear axle, metres on the course: one piece as far as positions came without a gap. */
export type DrivenWay = readonly (readonly number[])[];

/** The way of one vehicle, as the map draws it. */
export class WayDriven {
  readonly #mostNumbers: number;
  #pieces: number[][] = [];
  #numbers = 0;
  #lastUtcMs = Number.NEGATIVE_INFINITY;

  /** `mostNumbers`: what is older than the newest of so many is dropped. */
  constructor(mostNumbers: number, before: DrivenWay = []) {
    this.#mostNumbers = mostNumbers;
    this.#pieces = before.map((piece) => [...piece]);
    this.#numbers = this.#pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  get pieces(): DrivenWay {
    return this.#pieces;
  }

  note({ utcMs, wheels }: Pick<ExamPose, "utcMs" | "wheels">): void {
    const [, , , , leftX = 0, leftY = 0, rightX = 0, rightY = 0] = wheels;
    const known = this.#pieces.at(-1);
    // What a page was told of the way before has no times: its last piece goes on.
    const isGap = this.#lastUtcMs !== Number.NEGATIVE_INFINITY && Math.abs(utcMs - this.#lastUtcMs) > GAP_MS;
    const piece = known === undefined || isGap ? [] : known;
    if (piece !== known) this.#pieces.push(piece);
    piece.push((leftX + rightX) / 2, (leftY + rightY) / 2);
    this.#lastUtcMs = utcMs;
    this.#numbers += 2;
    while (this.#numbers > this.#mostNumbers) this.#dropOldest();
  }

  #dropOldest(): void {
    const [oldest] = this.#pieces;
    if (oldest === undefined) return;
    oldest.splice(0, 2);
    this.#numbers -= 2;
    if (oldest.length === 0) this.#pieces.shift();
  }
}
