import type { AnyReason, ReasonRows, Sentence } from "../reason-shape.ts";

/** What of a row of the registry says something else than the record that it is of. */
const OF_ROW: Readonly<Record<string, Sentence>> = {
  entry: { zh: "记录内容", en: "the record itself" },
  record: { zh: "记录编号", en: "the record's id" },
  sequence: { zh: "序号", en: "its number" },
  kind: { zh: "记录种类", en: "of which kind it is" },
  content: { zh: "检索字段或结论", en: "its verdict, or what it is looked for by" },
  proof: { zh: "包含证明", en: "the proof that it is in the log" },
  withdrawn: { zh: "撤销状态", en: "whether it is withdrawn" },
};

function partOf(what: string): Sentence {
  return OF_ROW[what] ?? { zh: what, en: what };
}

/** What an audit finds between a station's journal, its receipts and the registry. `index`: of the entry in the station's log. */
export const AUDIT_REASONS = {
  // --- at the registry
  AUDIT_MISSING_AT_REGISTRY: (p: { record: string; index: number; size: number }) => ({
    zh: `登记中心缺少记录 ${p.record}（日志第 ${p.index} 条）：它在已签回执（日志大小 ${p.size}）之内。`,
    en: `The registry does not have the record ${p.record} (entry ${p.index}), which its receipt for size ${p.size} covers.`,
  }),
  AUDIT_DOUBLED_AT_REGISTRY: (p: { record: string; index: number; place: number }) => ({
    zh: `登记中心重复持有记录 ${p.record}：第 ${p.index} 条与第 ${p.place} 条相同。`,
    en: `The registry has the record ${p.record} twice: at entry ${p.index}, and at ${p.place} where it is in the log.`,
  }),
  AUDIT_REORDERED_AT_REGISTRY: (p: { record: string; index: number; place: number }) => ({
    zh: `登记中心把记录 ${p.record} 放在第 ${p.index} 条，日志中它是第 ${p.place} 条。`,
    en: `The registry has the record ${p.record} at entry ${p.index}; in the log it is entry ${p.place}.`,
  }),
  AUDIT_ALTERED_AT_REGISTRY: (p: { record: string; index: number; what: string }) => ({
    zh: `登记中心的记录 ${p.record}（第 ${p.index} 条）已被改动：${partOf(p.what).zh}。`,
    en: `The registry's copy of the record ${p.record} (entry ${p.index}) was altered: ${partOf(p.what).en}.`,
  }),
  AUDIT_FORGED_AT_REGISTRY: (p: { record: string; index: number }) => ({
    zh: `登记中心持有记录 ${p.record}（第 ${p.index} 条），而本站日志中从未有过。`,
    en: `The registry has a record ${p.record} (entry ${p.index}) that was never in the station's log.`,
  }),
  AUDIT_EVENT_MISSING: (p: { at: string }) => ({
    zh: `登记中心缺少过程事件 ${p.at}：日志中有，且其后的事件已持有。`,
    en: `The registry does not have the event ${p.at} of the journal, and holds later ones.`,
  }),
  AUDIT_EVENT_DOUBLED: (p: { at: string }) => ({
    zh: `登记中心重复持有过程事件 ${p.at}。`,
    en: `The registry has the event ${p.at} twice.`,
  }),
  AUDIT_EVENT_REORDERED: (p: { at: string }) => ({
    zh: `登记中心把过程事件 ${p.at} 排在其后的事件之后。`,
    en: `The registry tells the event ${p.at} behind one that comes after it.`,
  }),
  AUDIT_EVENT_ALTERED: (p: { at: string }) => ({
    zh: `登记中心的过程事件 ${p.at} 与日志不同，已被改动。`,
    en: `The registry's event ${p.at} is not that of the journal: it was altered.`,
  }),
  AUDIT_EVENT_FORGED: (p: { at: string }) => ({
    zh: `登记中心持有过程事件 ${p.at}，而日志中没有。`,
    en: `The registry has an event ${p.at} that the journal does not have.`,
  }),
  AUDIT_EVENTS_DIFFER: (p: { events: number; at: string }) => ({
    zh: `自 ${p.at} 起有 ${p.events} 个过程事件双方不一致；双方签名的回执未覆盖这些条目，不能判定哪一方有误。`,
    en: `From ${p.at} on ${p.events} events are not the same on both sides; no size that both keys signed covers them, so neither side is shown to be wrong.`,
  }),
  AUDIT_APART_WITHOUT_CAUSE: (p: { record: string; index: number; defect: string }) => ({
    zh: `登记中心以 ${p.defect} 搁置记录 ${p.record}（第 ${p.index} 条），而该记录并无此缺陷。`,
    en: `The registry keeps the record ${p.record} (entry ${p.index}) apart for ${p.defect}, which is not so.`,
  }),
  AUDIT_CHECKPOINT_FORGED: (p: { size: number; because: AnyReason }, say) => ({
    zh: `登记中心所存检查点（日志大小 ${p.size}）无法验证：${say(p.because).zh}。`,
    en: `The registry's checkpoint of size ${p.size} does not verify: ${say(p.because).en}.`,
  }),
  AUDIT_CHECKPOINT_ALTERED: (p: { size: number }) => ({
    zh: `登记中心所存检查点（日志大小 ${p.size}）与其签名内容不符。`,
    en: `The registry's checkpoint of size ${p.size} stands there otherwise than it was signed.`,
  }),
  AUDIT_CHECKPOINT_MISSING: (p: { size: number }) => ({
    zh: `本站持有日志大小 ${p.size} 的回执，登记中心却没有该检查点。`,
    en: `The station has a receipt for size ${p.size}, and the registry has no such checkpoint any more.`,
  }),
  AUDIT_HEAD_BEHIND: (p: { held: number; size: number }) => ({
    zh: `登记中心只承认日志大小 ${p.held}，却已签过 ${p.size}：其数据被回退。`,
    en: `The registry stands at size ${p.held} and has signed size ${p.size}: what it holds was set back.`,
  }),
  AUDIT_DECISION_MISSING: (p: { branch: number; found: number }) => ({
    zh: `登记中心称日志曾 ${p.branch} 次从较早处接续，只有 ${p.found} 份签名决定可证。`,
    en: `The registry says that the log went on from an earlier size ${p.branch} times; ${p.found} signed decisions prove it.`,
  }),
  AUDIT_FORK: (p: { size: number }) => ({
    zh: `登记中心为同一日志大小 ${p.size} 签署了两个不同的历史。`,
    en: `The registry has signed two histories of one size, ${p.size}.`,
  }),
  // --- at the station
  AUDIT_MISSING_AT_STATION: (p: { record: string; index: number }) => ({
    zh: `本站日志缺少记录 ${p.record}：它已被证明是日志第 ${p.index} 条。`,
    en: `The station's journal does not have the record ${p.record}, which is proven to be entry ${p.index} of its log.`,
  }),
  AUDIT_DOUBLED_AT_STATION: (p: { record: string; index: number; place: number }) => ({
    zh: `本站日志重复持有记录 ${p.record}：第 ${p.place} 条与第 ${p.index} 条。`,
    en: `The station's journal has the record ${p.record} twice: at entries ${p.place} and ${p.index}.`,
  }),
  AUDIT_REORDERED_AT_STATION: (p: { record: string; index: number; place: number }) => ({
    zh: `本站日志把记录 ${p.record} 放在第 ${p.place} 条，它已被证明是第 ${p.index} 条。`,
    en: `The station's journal has the record ${p.record} at entry ${p.place}; it is proven to be entry ${p.index}.`,
  }),
  AUDIT_ALTERED_AT_STATION: (p: { record: string; index: number }) => ({
    zh: `本站日志的记录 ${p.record}（第 ${p.index} 条）在送交之后被改动。`,
    en: `The record ${p.record} (entry ${p.index}) was altered in the station's journal after it was delivered.`,
  }),
  AUDIT_FORGED_AT_STATION: (p: { record: string; index: number; because: AnyReason }, say) => ({
    zh: `本站日志的记录 ${p.record}（第 ${p.index} 条）无法验证：${say(p.because).zh}。`,
    en: `The record ${p.record} (entry ${p.index}) of the station's journal does not verify: ${say(p.because).en}.`,
  }),
  AUDIT_ENTRIES_ALTERED: (p: { from: number; to: number }) => ({
    zh: `本站日志第 ${p.from} 条至第 ${p.to - 1} 条之间有内容在签署之后被改动。`,
    en: `Among the entries ${p.from} to ${p.to - 1} of the station's journal something was altered after it was signed.`,
  }),
  AUDIT_EVENTS_BEYOND: (p: { entries: number; events: number }) => ({
    zh: `日志止于第 ${p.entries} 条，登记中心却持有其后的 ${p.events} 个过程事件：日志丢失了末尾，或这些事件系伪造。`,
    en: `The journal ends with entry ${p.entries}, and the registry has ${p.events} events behind it: the journal lost its end, or they were forged.`,
  }),
  AUDIT_JOURNAL_SHORT: (p: { entries: number; size: number; records: number }) => ({
    zh: `本站日志只有 ${p.entries} 条，而其签过的日志大小为 ${p.size}：日志被截断或是旧副本，缺少 ${p.records} 份记录。`,
    en: `The station's journal has ${p.entries} entries, and its log was signed at size ${p.size}: it was cut, or is an old copy; ${p.records} records are gone from it.`,
  }),
  AUDIT_JOURNAL_UNREADABLE: (p: { entry: number; code: string }) => ({
    zh: `本站日志自第 ${p.entry} 条起无法读取（${p.code}），此后未作比较。`,
    en: `The station's journal cannot be read from entry ${p.entry} on (${p.code}); nothing after it was compared.`,
  }),
  AUDIT_RECEIPT_FORGED: (p: { entry: number; size: number; because: AnyReason }, say) => ({
    zh: `本站第 ${p.entry} 条所存回执（日志大小 ${p.size}）无法验证：${say(p.because).zh}。`,
    en: `The receipt for size ${p.size} that the station keeps at entry ${p.entry} does not verify: ${say(p.because).en}.`,
  }),
  AUDIT_RECEIPT_AHEAD: (p: { entry: number; size: number }) => ({
    zh: `本站第 ${p.entry} 条所存回执涉及日志大小 ${p.size}，而当时日志还没有这么长。`,
    en: `The receipt that the station keeps at entry ${p.entry} is for size ${p.size}, which the log did not have by then.`,
  }),
  // --- both
  AUDIT_OTHER_STATION: (p: { found: string; expected: string }) => ({
    zh: `这是站点 ${p.found} 的日志，不是 ${p.expected} 的。`,
    en: `This is the journal of station ${p.found}, and not of ${p.expected}.`,
  }),
  AUDIT_STATION_UNKNOWN: (p: { station: string }) => ({
    zh: `登记中心没有登记站点 ${p.station}。`,
    en: `The registry has no station ${p.station}.`,
  }),
} as const satisfies ReasonRows;
