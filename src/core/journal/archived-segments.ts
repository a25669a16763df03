/** Segments [from, to). */
export interface SegmentRange {
  readonly from: number;
  readonly to: number;
}

/** In a summary: which segments lie in the archive. */
export interface ArchivedSummary {
  /** Those below this number. */
  readonly archivedTo: number;
  /** And of those after a gap these, rising, with a gap before each; absent where there is no gap. */
  readonly archivedBeyond?: readonly SegmentRange[];
}

/**
 * Which segments lie in the archive: a fold of `segment-archived`, in whatever order they come. A damaged segment is a gap, and
 * keeps no sound one from being copied, so there are as many ranges as gaps, and nothing grows with the journal.
 */
export class ArchivedSegments {
  #archivedTo = 0;
  #beyond: readonly SegmentRange[] = [];

  note(segment: number): void {
    if (this.has(segment)) return;
    const before = this.#beyond.filter(({ to }) => to < segment);
    const after = this.#beyond.filter(({ from }) => from > segment + 1);
    const touching = this.#beyond.filter(({ from, to }) => to >= segment && from <= segment + 1);
    const joined: SegmentRange = {
      from: Math.min(segment, touching[0]?.from ?? segment),
      to: Math.max(segment + 1, touching.at(-1)?.to ?? 0),
    };
    if (joined.from > this.#archivedTo) this.#beyond = [...before, joined, ...after];
    else {
      // Nothing stands before it: whatever did would touch the lower end, or be it.
      this.#archivedTo = joined.to;
      this.#beyond = after;
    }
  }

  has(segment: number): boolean {
    return segment < this.#archivedTo || this.#beyond.some(({ from, to }) => segment >= from && segment < to);
  }

  summary(): ArchivedSummary {
    const archivedTo = this.#archivedTo;
    return this.#beyond.length === 0 ? { archivedTo } : { archivedTo, archivedBeyond: this.#beyond };
  }

  goOn({ archivedTo, archivedBeyond = [] }: ArchivedSummary): void {
    this.#archivedTo = archivedTo;
    this.#beyond = archivedBeyond;
  }
}

/** As `summary` gives them: none empty, and a gap before each. */
export function areApart(ranges: readonly SegmentRange[]): boolean {
  return ranges.every(({ from, to }, at) => from < to && from > (ranges[at - 1]?.to ?? 0));
}
