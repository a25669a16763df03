import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";

/** Evidence that a station sends to the registry by itself: what is ordered of it, and what comes of that. */
export const EVIDENCE_ORDER_REASONS = {
  /** `number`: of the command; `until`: civil date where the station stands; `zh` and `en`: why, in the registry's words. */
  EVIDENCE_ORDERED: (p: {
    number: number;
    by: string;
    records: number;
    until: string;
    zh: string;
    en: string;
  }) => ({
    zh: `登记中心要求本站在 ${p.until} 前报送 ${p.records} 份记录的证据包（第 ${p.number} 号指令，${p.by}）：${bare(p.zh)}。本站空闲时自动报送，无需人工操作。`,
    en: `The registry orders the evidence of ${p.records} record${p.records === 1 ? "" : "s"} by ${p.until} (command ${p.number}, by ${p.by}): ${bare(p.en)}. The station sends it by itself while no job runs.`,
  }),
  ORDERED_EVIDENCE_NOT_SENT: (_p: None) => ({
    zh: "本站按站点文件的设置不向登记中心查询（askTime: false），也就不报送证据包。",
    en: "This station asks the registry nothing, as its file has it (askTime: false), and so sends no evidence.",
  }),
  /** `send`: the policy of the station file. */
  EVIDENCE_NEEDS_ASKING: (p: { send: string }) => ({
    zh: `${p.send} 要求本站先知道登记中心是否接收证据包，而 registry 中的 askTime: false 不允许询问；请改为 ordered，或去掉 askTime: false`,
    en: `${p.send} needs to know whether the registry takes evidence, and askTime: false (under registry) keeps the station from asking; allowed is ordered, or askTime true`,
  }),
  ORDERED_EVIDENCE_NOT_HERE: (p: { records: readonly string[] }) => ({
    zh: `本站日志在指令所说的位置没有这些记录：${p.records.join("、")}。`,
    en: `The journal of this station does not have these records where the order says: ${p.records.join(", ")}.`,
  }),
  ORDERED_EVIDENCE_TOO_MANY: (p: { open: number; max: number }) => ({
    zh: `本站待报送证据包的记录已有 ${p.open} 份，最多 ${p.max} 份。`,
    en: `The evidence of ${p.open} records waits to be sent here already; ${p.max} may.`,
  }),
  ORDERED_EVIDENCE_NOT_OPEN: (p: { records: readonly string[] }) => ({
    zh: `这些记录的证据包没有待报送的指令：${p.records.join("、")}。`,
    en: `No order to send the evidence of these records is open: ${p.records.join(", ")}.`,
  }),
  EVIDENCE_LET_GO: (p: { record: string }) => ({
    zh: `记录 ${p.record} 的证据有一部分已按保存期限移出本站日志；请在保存归档的机器上制作证据包。`,
    en: `A part of what the record ${p.record} rests on was let go from this journal; make the bundle where the archive is.`,
  }),
  EVIDENCE_NOT_SENT: (p: { record: string; because: AnyReason }, say) => ({
    zh: `记录 ${p.record} 的证据包未能报送：${say(p.because).zh}。本站一小时后再试。`,
    en: `The evidence of the record ${p.record} could not be sent: ${say(p.because).en}. The station tries again in an hour.`,
  }),
  EVIDENCE_GIVEN_UP: (p: { record: string; max: number }) => ({
    zh: `记录 ${p.record} 的证据包不再自动报送：未能报送的记录已超过 ${p.max} 份，最早的不再重试。如仍需要，请由登记中心下达报送指令。`,
    en: `The evidence of the record ${p.record} is not tried any more: more than ${p.max} records could not be sent, and the oldest is given up. Where it is wanted, the registry orders it.`,
  }),
  EVIDENCE_UNREADABLE: (p: { detail: string }) => ({
    zh: `证据包制作失败：${p.detail}。`,
    en: `The bundle could not be made: ${p.detail}.`,
  }),
  EVIDENCE_UNSIGNED_HERE: (p: { detail: string }) => ({
    zh: `证据包的分段无法签名：${p.detail}。`,
    en: `A part of the bundle could not be signed: ${p.detail}.`,
  }),
  EVIDENCE_NO_ROOM: (p: { bytes: number }) => ({
    zh: `消息服务器每条报文最多 ${p.bytes} 字节，容不下证据包的任何一段。`,
    en: `The broker takes messages of ${p.bytes} bytes at most, and no part of a bundle fits one.`,
  }),
  EVIDENCE_RECORD_UNKNOWN: (p: { station: string; record: string }) => ({
    zh: `登记中心没有站点 ${p.station} 的记录 ${p.record}。`,
    en: `The registry has no record ${p.record} of station ${p.station}.`,
  }),
  EVIDENCE_HASH_DIFFERS: (p: { found: string; sha256: string }) => ({
    zh: `各段合起来的散列是 ${p.found}，应为 ${p.sha256}。`,
    en: `The parts together have the SHA-256 ${p.found}; ${p.sha256} was said.`,
  }),
  EVIDENCE_CHECK_TOO_LONG: (p: { seconds: number }) => ({
    zh: `登记中心核对证据包超过 ${p.seconds} 秒，未能核对完。`,
    en: `The registry looked at the bundle for ${p.seconds} seconds, the most that it may take, and had not come to its end.`,
  }),
  EVIDENCE_CHECK_BROKE_OFF: (p: { mib: number }) => ({
    zh: `登记中心核对证据包时中断，未能核对完；核对最多可用 ${p.mib} MiB 内存。`,
    en: `The registry's check of the bundle broke off before its end; it may take ${p.mib} MiB of memory at most.`,
  }),
} as const satisfies ReasonRows;

function bare(sentence: string): string {
  return sentence.replace(/[.。]$/, "");
}
