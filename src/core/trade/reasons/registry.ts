import type { None, ReasonRows } from "../reason-shape.ts";
import { BROKER_REASONS } from "./broker.ts";
import { WHICH_REGISTRY_REASONS } from "./which-registry.ts";

/** Delivery: what its machine is asked out of its order, which is a bug of whoever asks. */
export const REGISTRY_REASONS = {
  DELIVERY_STARTED_ALREADY: (_p: None) => ({ zh: "送交已经启动", en: "delivery has been started already" }),
  // --- what the registry says of events; `at`: place in the station's journal, empty for none
  STATION_EVENTS_DIFFER: (p: { station: string; at: string }) => ({
    zh: `${p.station} 上报的过程事件与已收到的（至 ${p.at}）不一致，未予收下；结果接收不受影响。请用命令 audit 比对该站日志，必要时用命令 resume 决定从何处继续`,
    en: `${p.station} tells other events than those that are held of it (up to ${p.at}), and none was taken; its records are not affected. Compare its journal with \`proofmark audit\`; \`proofmark registry resume\` decides from where it goes on`,
  }),
  STATION_EVENTS_NOT_UNDERSTOOD: (p: { station: string; at: string }) => ({
    zh: `${p.station} 上报的过程事件无法识别（已收到 ${p.at === "" ? "零条" : `${p.at} 处`}为止），未予收下；结果接收不受影响。请比对两边的软件版本`,
    en: `the events of ${p.station} are of no form that this registry reads (it holds ${p.at === "" ? "none" : `those up to ${p.at}`}), and none was taken; its records are not affected. Compare the versions of the software on both sides`,
  }),
  // --- why delivery has stopped until a person has looked
  DELIVERY_OTHER_HISTORY: (_p: None) => ({
    zh: "登记中心持有本站日志的另一历史，可能恢复过旧磁盘：主管须请登记中心签署决定，停站后用命令 unlock 采用。",
    en: "The registry holds another history of this log; an old disk may have been restored. The registry has to sign a decision, which `proofmark unlock` takes when the station is stopped.",
  }),
  DELIVERY_RECORD_TOO_LARGE: (_p: None) => ({
    zh: "记录过大，无法送交登记中心。",
    en: "A record is too large to be sent to the registry.",
  }),
  DELIVERY_ASKS_FOR_ARCHIVED: (_p: None) => ({
    zh: "登记中心要求重新送交早已存档并从本站删除的记录；请与登记中心核对其数据，并保留存档。",
    en: "The registry asks again for records that this station has archived and let go: settle with the registry what it has lost, and keep the archive.",
  }),
  DELIVERY_RECORD_UNREADABLE: (_p: None) => ({
    zh: "记录无法读取。",
    en: "A sealed record in the journal cannot be read.",
  }),
  ...BROKER_REASONS,
  ...WHICH_REGISTRY_REASONS,
  // --- what came as an answer and is none
  ANSWER_TOO_LARGE: (p: { bytes: number; bytesMax: number }) => ({
    zh: `应答有 ${p.bytes} 字节，最多 ${p.bytesMax} 字节`,
    en: `an answer of ${p.bytes} bytes; at most ${p.bytesMax} are read`,
  }),
  ANSWER_NOT_JSON: (_p: None) => ({
    zh: "应答不是 UTF-8 编码的 JSON",
    en: "an answer that is not JSON in UTF-8",
  }),
  ANSWER_OF_NO_FORM: (p: { at: string }) => ({
    zh: `应答不是规定的形式（${p.at}）`,
    en: `an answer of no known form (at ${p.at})`,
  }),
  RECEIPT_NOT_OF_LOG: (_p: None) => ({
    zh: "没有本站日志密钥的签名",
    en: "this station's log did not sign it",
  }),
  RECEIPT_NOT_WITNESSED: (_p: None) => ({
    zh: "没有登记中心见证的签名",
    en: "the registry's witness did not sign it",
  }),
  RECEIPT_AWAITS_WITNESS: (p: { found: number; wanted: number }) => ({
    zh: `登记中心已保存记录，回执还缺见证的签名（已有 ${p.found}，须有 ${p.wanted}）；到齐即成回执，本站无须操作。`,
    en: `The registry holds the records; their receipt waits for the cosignature of another witness (${p.found} of ${p.wanted} are there). It comes by itself: nothing is to be done at this station.`,
  }),
  RECEIPT_OF_ANOTHER_LOG: (_p: None) => ({ zh: "不是本日志的检查点", en: "it is no checkpoint of this log" }),
  RECEIPT_NOT_ACCEPTED: (p: { size: number }) => ({
    zh: `回执（日志大小 ${p.size}）尚未被接受`,
    en: `the receipt for size ${p.size} has not been accepted`,
  }),
} as const satisfies ReasonRows;
