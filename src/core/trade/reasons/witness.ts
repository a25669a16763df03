import type { None, ReasonRows } from "../reason-shape.ts";

/** Other witnesses and the evidence store of a registry: what is wrong with what they are asked, and with what they answer. */
export const WITNESS_REASONS = {
  WITNESS_ASKED_OF_NO_FORM: (_p: None) => ({
    zh: "不是规定形式的见证请求",
    en: "it is no request to a witness",
  }),
  WITNESS_URL_FORM: (_p: None) => ({
    zh: "须为 http:// 或 https:// 地址，不带查询部分",
    en: "an address that begins with http:// or https://, without a query",
  }),
  WITNESS_TWICE: (_p: None) => ({
    zh: "同一名称或同一密钥列了两次，只算一个见证",
    en: "the same name or key stands twice, and is one witness",
  }),
  WITNESSES_FEWER_THAN_ASKED: (p: { named: number }) => ({
    zh: `不超过所列不同见证的数目（${p.named}，含登记中心自己的）`,
    en: `at most as many as different witnesses are named (${p.named}, the registry's own among them)`,
  }),
  S3_URL_FORM: (_p: None) => ({
    zh: "须为 https:// 加主机名，不带路径；本机可用 http://127.0.0.1",
    en: "https:// and a host, without a path; on this machine http://127.0.0.1 as well",
  }),
  EVIDENCE_OF_TWO: (_p: None) => ({
    zh: "directory 与 s3 二者之一",
    en: "either directory or s3, and not both",
  }),
  WITNESS_AWAY: (p: { witness: string; what: string }) => ({
    zh: `见证 ${p.witness} 无应答（${p.what}）；送交照常保存，回执等它签名后补发。`,
    en: `The witness ${p.witness} does not answer (${p.what}): what stations deliver is stored as ever, and receipts that need it follow when it is back.`,
  }),
  WITNESS_REFUSES: (p: { witness: string; station: string; status: number }) => ({
    zh: `见证 ${p.witness} 拒绝为 ${p.station} 的日志签名（${p.status}）${STATUS_ZH[p.status] ?? "。"}`,
    en: `The witness ${p.witness} does not cosign the log of ${p.station} (${p.status})${STATUS_EN[p.status] ?? "."}`,
  }),
  WITNESS_SIGNS_OTHERWISE: (p: { witness: string; station: string }) => ({
    zh: `见证 ${p.witness} 对 ${p.station} 的应答中没有用登记文件所列密钥对该检查点的签名；请核对其公钥。`,
    en: `What the witness ${p.witness} answered for ${p.station} is no cosignature of that checkpoint by the key in the registry file: compare its key.`,
  }),
  WITNESS_OTHER_HISTORY: (p: { witness: string; station: string; held: number; size: number }) => ({
    zh: `见证 ${p.witness} 所签 ${p.station} 日志的大小为 ${p.held}，从那里到 ${p.size} 没有可出示的证明：登记中心或日志曾被恢复到较早状态。查明后，由见证方停机后用其命令 forget 放弃所签。`,
    en: `The witness ${p.witness} cosigned the log of ${p.station} at size ${p.held}, and nothing proves how it goes on from there to ${p.size}: the registry or the log was set back. When it is clear why, who runs the witness calls \`proofmark witness forget\`.`,
  }),
} as const satisfies ReasonRows;

const STATUS_EN: Readonly<Record<number, string>> = {
  403: ": none of the keys that it knows for this log has signed the checkpoint; give it the newest trust list.",
  404: ": it does not know this log; give it the newest trust list.",
  409: ": it cosigned another tree of this very size. Two histories of one log exist; keep both databases.",
  422: ": the proof does not lead from the tree that it cosigned. Two histories of the log may exist; keep both databases.",
};

const STATUS_ZH: Readonly<Record<number, string>> = {
  403: "：它所知的密钥都没有签署该检查点；请把最新信任列表交给它。",
  404: "：它不认识该日志；请把最新信任列表交给它。",
  409: "：它曾为同一大小的另一棵树签名。同一日志有两段历史，请保留双方数据。",
  422: "：证明与它所签的树不相接。可能有两段历史，请保留双方数据。",
};
