/** From which segment on a journal still lies in its directory. What stood before is in the archive. */
export interface KeptFrom {
  readonly segment: number;
  /** Number of its first record. */
  readonly index: number;
  /** Hashes of the complete subtrees over the records before it, largest first, base64: whatever is let go, the tree goes on from these. */
  readonly peaks: readonly string[];
}

export interface OldestSegment {
  /** Just past its last record. */
  readonly endIndex: number;
  /** When the next one begins, by the station's clock of then. */
  readonly endedWallMs: number;
  /** A copy lies in the archive, read back and found the same. */
  readonly isArchived: boolean;
}

export interface RetentionRule {
  readonly keepDays: number;
  readonly nowWallMs: number;
  readonly receiptedSize: number;
  /** The oldest record that an open job, a record without a receipt, or evidence that was ordered still needs. */
  readonly neededFrom: number;
}

const DAY_MS = 86_400_000;

/**
 * May the oldest segment be let go? Only what is proven elsewhere: a copy that was read back, receipts of the registry for every
 * record in it, no job that is made from it, and as old as the station file asks.
 */
export function mayLetGo(oldest: OldestSegment, rule: RetentionRule): boolean {
  const { endIndex, endedWallMs, isArchived } = oldest;
  const isOld = rule.nowWallMs - endedWallMs >= rule.keepDays * DAY_MS;
  return isArchived && isOld && endIndex <= rule.receiptedSize && endIndex <= rule.neededFrom;
}
