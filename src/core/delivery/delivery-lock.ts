/**
 * Why delivery has stopped until a person has looked. fork, rollback: the registry has proof of another history of this log.
 * oversize, unreadable: a record cannot be sent.
 */
export interface DeliveryLock {
  readonly kind: "fork" | "rollback" | "oversize" | "unreadable";
  /** The log size, or the index of the record. */
  readonly at: number;
}

/** A lock as people are told of it. */
export interface ToldLock extends DeliveryLock {
  readonly zh: string;
  readonly en: string;
}

const OTHER_HISTORY = {
  zh: "登记处持有本站日志的另一历史，可能恢复过旧磁盘，须由主管处理。",
  en: "The registry holds another history of this log; an old disk may have been restored.",
};

const SENTENCES: Readonly<Record<DeliveryLock["kind"], { readonly zh: string; readonly en: string }>> = {
  fork: OTHER_HISTORY,
  rollback: OTHER_HISTORY,
  oversize: {
    zh: "记录过大，无法送交登记处。",
    en: "A record is too large to be sent to the registry.",
  },
  unreadable: { zh: "记录无法读取。", en: "A sealed record in the journal cannot be read." },
};

export function toldLock({ kind, at }: DeliveryLock): ToldLock {
  return { kind, at, ...SENTENCES[kind] };
}
