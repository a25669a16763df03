import type { None, ReasonRows } from "../reason-shape.ts";

/** How a station becomes known to its registry, and why it does not. */
export const ENROLMENT_REASONS = {
  ENROLMENT_UNSIGNED: (_p: None) => ({
    zh: "入网申请不符合规定的形式，或未由其中各把密钥签名。",
    en: "The request to enrol is not of its form, or not signed by every key in it.",
  }),
  // --- a certificate for the broker
  CERTIFICATE_REQUEST_UNSIGNED: (_p: None) => ({
    zh: "证书申请不符合规定的形式，或未由日志密钥和 TLS 密钥共同签名。",
    en: "The request for a certificate is not of its form, or not signed by the log key and the TLS key in it.",
  }),
  CERTIFICATE_NOT_OF_STATION: (p: { station: string; key: string }) => ({
    zh: `证书申请由密钥 ${p.key} 签名，它不是站点 ${p.station} 现用的日志密钥。请先入网，或由站点用现用密钥重新制作申请。`,
    en: `The request is signed by ${p.key}, which is no log key that signs for ${p.station} now: enrol the station first, or have it make the request with its present key.`,
  }),
  CERTIFICATE_KEY_USED: (p: { station: string; key: string }) => ({
    zh: `TLS 密钥 ${p.key} 不能用于站点 ${p.station}：它已吊销，或用于签名，或属于另一站点。请让站点移走该密钥文件后重新制作申请。`,
    en: `The TLS key ${p.key} cannot be that of ${p.station}: it was revoked, or signs records, or is another station's. Have the station move its key file away and make the request again.`,
  }),
  // --- a code as it was typed
  CODE_CHARACTER: (p: { character: string }) => ({
    zh: `邀请码中没有字符“${p.character}”：请对照登记中心给出的邀请码重新输入。`,
    en: `No invitation code has the character ${JSON.stringify(p.character)}: compare it with what the registry gave, and type it again.`,
  }),
  CODE_LENGTH: (p: { chars: number; wanted: number }) => ({
    zh: `邀请码有 ${p.wanted} 个字符，输入的有 ${p.chars} 个：请重新输入。`,
    en: `An invitation code has ${p.wanted} characters, and this has ${p.chars}: type it again.`,
  }),
  CODE_MISTYPED: (_p: None) => ({
    zh: "邀请码输入有误（校验字符不符）：请对照登记中心给出的邀请码重新输入。",
    en: "The invitation code is mistyped (its check character does not fit): compare it with what the registry gave, and type it again.",
  }),
  // --- what the registry makes of it
  INVITATION_UNKNOWN: (p: { label: string }) => ({
    zh: `登记中心没有编号为 ${p.label} 的邀请：请重新生成邀请。`,
    en: `The registry gave no invitation ${p.label}: make one with \`proofmark registry invite\`.`,
  }),
  INVITATION_WRONG_CODE: (p: { label: string; left: number }) => ({
    zh: `申请不是用邀请 ${p.label} 的邀请码制作的，或制作后被改动；还可再试 ${p.left} 次。`,
    en: `The request was not made with the code of invitation ${p.label}, or was changed since; ${p.left} more tries are taken.`,
  }),
  INVITATION_GUESSED: (p: { label: string; tries: number }) => ({
    zh: `邀请 ${p.label} 已有 ${p.tries} 次错误的尝试，不再有效：请查明是谁所为，再重新生成邀请。`,
    en: `Invitation ${p.label} was tried with ${p.tries} wrong codes and is good no more: find out who tried, and make another one with \`proofmark registry invite\`.`,
  }),
  INVITATION_OTHER_STATION: (p: { invited: string; station: string }) => ({
    zh: `该邀请发给站点 ${p.invited}，而申请来自站点 ${p.station}：请核对站点文件中的站点编号。`,
    en: `The invitation is for station ${p.invited}, and the request is of ${p.station}: compare the code of the station in its station file.`,
  }),
  INVITATION_USED: (p: { at: string }) => ({
    zh: `该邀请已于 ${p.at} 使用；一份邀请只能用一次。`,
    en: `The invitation was used at ${p.at}; it is good once.`,
  }),
  INVITATION_EXPIRED: (p: { at: string }) => ({
    zh: `该邀请已于 ${p.at} 到期：请重新生成邀请，并用新的邀请码制作申请。`,
    en: `The invitation ended at ${p.at}: make another one with \`proofmark registry invite\`, and the request with its code.`,
  }),
  KEYS_NOT_TOLD: (p: { record: string; log: string }) => ({
    zh: `申请不含邀请码的证明，任何人都能制作。请当面或经已知的电话向站点询问两把密钥的编号（站点用 show 命令查看），再用 --record-key 和 --log-key 给出。申请中是 ${p.record} 和 ${p.log}。`,
    en: `The request bears no proof of an invitation, and anybody can make such a one: ask the station, in person or by a number that you know, for the ids of its two keys (proofmark keys show), and give them with --record-key and --log-key. The request has ${p.record} and ${p.log}.`,
  }),
  KEYS_TOLD_OTHERWISE: (p: { record: string; log: string; second: string | null }) => ({
    zh: `申请中的密钥与所给的不符：申请中是记录密钥 ${p.record}、日志密钥 ${p.log}，${p.second === null ? "没有国密记录密钥" : `国密记录密钥 ${p.second}`}。`,
    en: `The keys of the request are not those that were told: it has the record key ${p.record}, the log key ${p.log} and ${p.second === null ? "no SM2 key" : `the SM2 key ${p.second}`}.`,
  }),
  SECOND_KEY_IN_FORCE: (p: { station: string; key: string }) => ({
    zh: `站点 ${p.station} 已经入网，并有国密记录密钥 ${p.key}；更换由 rotate 命令接收。该密钥确已遗失的，先用 revoke 命令吊销，再加 --second-key 重新提交本申请。`,
    en: `${p.station} is enrolled already and has the SM2 key ${p.key}; another one is taken up by \`proofmark registry rotate\`. Where that key is lost, revoke it first (\`proofmark registry revoke --why lost\`), and give this request again with --second-key.`,
  }),
  SECOND_KEY_NOT_TOLD: (p: { key: string }) => ({
    zh: `请当面或经已知的电话向站点询问新国密记录密钥的编号（站点用 show 命令查看），再用 --second-key 给出。申请中是 ${p.key}。`,
    en: `Ask the station, in person or by a number that you know, for the id of its new SM2 key (proofmark keys show), and give it with --second-key. The request has ${p.key}.`,
  }),
  STATION_ENROLLED: (p: { station: string }) => ({
    zh: `站点 ${p.station} 已经入网；新的密钥由 rotate 命令接收。`,
    en: `${p.station} is enrolled already; a new key of it is taken up by \`proofmark registry rotate\`.`,
  }),
} as const satisfies ReasonRows;
