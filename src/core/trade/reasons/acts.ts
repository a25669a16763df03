import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { KEY_ROLE_NAMES, type KeyRoleName } from "../words/key-roles.ts";

/** What a person did to a stopped station, and why an act was not done. */
export const ACT_REASONS = {
  ACT_EXPORTED: (p: { by: string; entries: number; root: string }) => ({
    zh: `${p.by} 复制了日志：${p.entries} 条，树根 ${p.root}。`,
    en: `${p.by} made a copy of the journal: ${p.entries} entries, root ${p.root}.`,
  }),
  ACT_REINDEXED: (p: { by: string; entries: number; root: string }) => ({
    zh: `${p.by} 由 ${p.entries} 条日志重新生成了散列索引，树根 ${p.root}。`,
    en: `${p.by} had the hash index made again from ${p.entries} entries, root ${p.root}.`,
  }),
  ACT_RESTORED: (p: { by: string; entries: number; root: string }) => ({
    zh: `${p.by} 恢复了日志副本：${p.entries} 条，树根 ${p.root}；原处没有日志。`,
    en: `${p.by} restored a copy of the journal: ${p.entries} entries, root ${p.root}; there was no journal in its place.`,
  }),
  ACT_REPLACED: (p: {
    by: string;
    entries: number;
    root: string;
    folder: string;
    before: number | null;
  }) => ({
    zh: `${p.by} 恢复了日志副本：${p.entries} 条，树根 ${p.root}；原有日志（${p.before === null ? "无法读取" : `${p.before} 条`}）保留在 ${p.folder}。`,
    en: `${p.by} restored a copy of the journal: ${p.entries} entries, root ${p.root}; what was there before (${p.before === null ? "not readable" : `${p.before} entries`}) is kept in ${p.folder}.`,
  }),
  ACT_ENROLMENT_REQUESTED: (p: { by: string; record: string; log: string }) => ({
    zh: `${p.by} 为记录密钥 ${p.record} 和日志密钥 ${p.log} 制作了登记申请。`,
    en: `${p.by} made a request to enrol the record key ${p.record} and the log key ${p.log}.`,
  }),
  ACT_ENROLMENT_REQUESTED_SM2: (p: { by: string; record: string; log: string; second: string }) => ({
    zh: `${p.by} 为记录密钥 ${p.record}、国密记录密钥 ${p.second} 和日志密钥 ${p.log} 制作了登记申请。`,
    en: `${p.by} made a request to enrol the record key ${p.record}, the second record key (SM2) ${p.second} and the log key ${p.log}.`,
  }),
  ACT_ROTATION_REQUESTED: (p: { by: string; role: KeyRoleName; key: string }) => ({
    zh: `${p.by} 制作了下一把${KEY_ROLE_NAMES[p.role].zh} ${p.key} 及其申请；在启用之前仍用原来的密钥签名。`,
    en: `${p.by} made the next ${KEY_ROLE_NAMES[p.role].en} ${p.key} and the request for it; until it is activated the present key signs.`,
  }),
  ACT_KEY_ROTATED: (p: { by: string; role: KeyRoleName; before: string; key: string }) => ({
    zh: `${p.by} 启用了新的${KEY_ROLE_NAMES[p.role].zh} ${p.key}，取代 ${p.before}。`,
    en: `${p.by} activated the ${KEY_ROLE_NAMES[p.role].en} ${p.key} in place of ${p.before}.`,
  }),
  ACT_UNLOCKED: (p: { by: string }) => ({
    zh: `${p.by} 依登记中心签署的决定恢复了上传。`,
    en: `${p.by} let delivery go on by a decision that the registry signed.`,
  }),
  // --- a copy that is not put back
  RESTORE_OF_OTHER: (p: { found: string; station: string }) => ({
    zh: `副本是站点 ${p.found} 的日志，不是 ${p.station} 的。`,
    en: `The copy is a journal of station ${p.found}, not of ${p.station}.`,
  }),
  RESTORE_SAME: (p: { entries: number }) => ({
    zh: `现有日志就是这份副本（${p.entries} 条）：无需恢复。`,
    en: `The journal that is there is this copy (${p.entries} entries): there is nothing to restore.`,
  }),
  RESTORE_BEHIND: (p: { entries: number; present: number }) => ({
    zh: `副本有 ${p.entries} 条，现有日志以它开头并有 ${p.present} 条：恢复会丢下 ${p.present - p.entries} 条。确要如此请加 --replace，现有日志会另名保留。`,
    en: `The copy has ${p.entries} entries, and the journal that is there begins with them and has ${p.present}: restoring would leave ${p.present - p.entries} out. With --replace it is done all the same, and the present journal is kept under another name.`,
  }),
  RESTORE_OTHER_HISTORY: (p: { entries: number; present: number }) => ({
    zh: `副本（${p.entries} 条）与现有日志（${p.present} 条）是不同的历史。确要以副本代替请加 --replace，现有日志会另名保留。`,
    en: `The copy (${p.entries} entries) and the journal that is there (${p.present}) are different histories. With --replace the copy takes its place, and the present journal is kept under another name.`,
  }),
  RESTORE_UNREADABLE: (p: { entries: number; why: string }) => ({
    zh: `现有日志无法读取，不能与副本（${p.entries} 条）比较：${p.why} 确要以副本代替请加 --replace，现有日志会另名保留。`,
    en: `The journal that is there cannot be read and held against the copy (${p.entries} entries): ${p.why} With --replace the copy takes its place, and the present journal is kept under another name.`,
  }),
  // --- an SM2 key that is not made, or not enrolled
  SECOND_KEY_LOST: (p: { file: string; key: string | null }) => ({
    zh: `本站已有国密记录密钥（${p.key ?? "密钥名单要求用它签名"}），而 ${p.file} 不存在，因此不再另行生成：请从备份处恢复；确已遗失时，加 --second-lost 生成新密钥并制作申请，登记中心吊销旧密钥后才会接收。`,
    en: `This station has an SM2 key already (${p.key ?? "the list of keys asks for its signature"}), and ${p.file} is not there, so no other one is made: put it back from where it is kept. Where it is lost for good, --second-lost makes another and the request for it, which the registry takes when it has revoked the lost one.`,
  }),
  SECOND_KEY_OTHER: (p: { file: string; key: string; found: string }) => ({
    zh: `${p.file} 中的国密记录密钥（${p.found}）不是日志最近记载的 ${p.key}：请从备份处恢复正确的密钥；正确的密钥确已遗失时，加 --second-lost 以现有密钥制作申请。`,
    en: `The SM2 key in ${p.file} (${p.found}) is not the one that the journal names last (${p.key}): put the right one back. Where that is lost for good, --second-lost makes the request with the one that is there.`,
  }),
  SECOND_KEY_NOT_LOST: (p: { file: string; key: string }) => ({
    zh: `国密记录密钥 ${p.key} 并未遗失，就在 ${p.file}：请去掉 --second-lost；如需更换，请用 rotate 命令（--role second）。`,
    en: `The SM2 key ${p.key} is not lost: it is in ${p.file}. Leave --second-lost out; another one is taken by \`proofmark keys rotate --role second\`.`,
  }),
  SECOND_KEY_NEVER: (_p: None) => ({
    zh: "日志中没有记载过国密记录密钥，密钥名单也不要求它签名，谈不上遗失：请去掉 --second-lost。",
    en: "The journal names no SM2 key and no list of keys asks for its signature, so none is lost: leave --second-lost out.",
  }),
  // --- a key that is not activated
  ROTATION_UNSIGNED: (p: { role: KeyRoleName }) => ({
    zh: `更换${KEY_ROLE_NAMES[p.role].zh}的申请没有新旧两把密钥的有效签名。`,
    en: `The request to rotate the ${KEY_ROLE_NAMES[p.role].en} is not signed by both the old and the new key.`,
  }),
  NEXT_KEY_MISSING: (p: { role: KeyRoleName; file: string }) => ({
    zh: `没有待启用的${KEY_ROLE_NAMES[p.role].zh}（${p.file}）：先用 --out 制作申请。`,
    en: `No next ${KEY_ROLE_NAMES[p.role].en} waits to be activated (${p.file}): make one and its request with --out first.`,
  }),
  NEXT_KEY_UNKNOWN: (p: { role: KeyRoleName; key: string; station: string }) => ({
    zh: `可信名单中没有站点 ${p.station} 的${KEY_ROLE_NAMES[p.role].zh} ${p.key}：请先由主管机关列入。`,
    en: `The trust list does not have ${p.key} as a ${KEY_ROLE_NAMES[p.role].en} of station ${p.station}: the authority has to list it first.`,
  }),
  NEXT_KEY_NOT_VALID: (p: { key: string; from: string; to: string }) => ({
    zh: `可信名单中密钥 ${p.key} 的有效期为 ${p.from} 至 ${p.to}，现在无效。`,
    en: `By the trust list the key ${p.key} is valid from ${p.from} to ${p.to}, and not now.`,
  }),
  TRUST_LIST_ENDED: (p: { until: string }) => ({
    zh: `可信名单的有效期止于 ${p.until}：请取得新的名单。`,
    en: `The trust list was valid until ${p.until}: fetch the current one.`,
  }),
  // --- a decision of the registry that is not taken
  DECISION_MALFORMED: (p: { because: AnyReason }, say) => {
    const because = say(p.because);
    return {
      zh: `决定的形式不符：${because.zh}。`,
      en: `The decision does not have the documented form: ${because.en}.`,
    };
  },
  DECISION_UNSIGNED: (p: { witness: string }) => ({
    zh: `决定没有本站所知登记中心 ${p.witness} 的有效签名。`,
    en: `The decision is not signed by the registry ${p.witness} that this station knows.`,
  }),
  DECISION_OF_OTHER: (p: { found: string; station: string }) => ({
    zh: `决定是给站点 ${p.found} 的，不是给 ${p.station} 的。`,
    en: `The decision is for station ${p.found}, not for ${p.station}.`,
  }),
  DECISION_USED: (p: { index: number }) => ({
    zh: `此决定已经用过（日志第 ${p.index} 条）；没有什么要做。`,
    en: `The decision has been used (entry ${p.index} of the journal); nothing is left to do.`,
  }),
  DECISION_OLD: (p: { issued: string; since: string }) => ({
    zh: `决定签发于 ${p.issued}，早于登记中心后来的表示（${p.since}）：请取得新的决定。`,
    en: `The decision was issued ${p.issued}, before what the registry has said since (${p.since}): ask for a new one.`,
  }),
  DECISION_BEYOND_JOURNAL: (p: { size: number; entries: number }) => ({
    zh: `决定从第 ${p.size} 条起接续，而日志只有 ${p.entries} 条。`,
    en: `The decision takes the log up at size ${p.size}, and the journal has ${p.entries} entries.`,
  }),
  DECISION_OTHER_ROOT: (p: { size: number }) => ({
    zh: `决定接续的前 ${p.size} 条不是本日志的前 ${p.size} 条。`,
    en: `The first ${p.size} entries that the decision takes up are not those of this journal.`,
  }),
  DECISION_NOT_NEEDED: (p: { size: number }) => ({
    zh: `决定放弃的历史（${p.size} 条）就是本日志的前 ${p.size} 条：没有什么要放弃。`,
    en: `The history that the decision gives up (${p.size} entries) is the beginning of this journal: there is nothing to give up.`,
  }),
  // --- what waits for a person at a running station
  ASKING_REGISTRY: (_p: None) => ({
    zh: "正在向登记中心询问它持有本站日志的哪一段，最多约十秒；请稍候再试",
    en: "the registry is being asked what it holds of this station's log, for ten seconds at most; try again in a moment",
  }),
  SEALING_LACKS_SECOND: (p: { job: string; since: string; times: number }) => ({
    zh: `任务 ${p.job} 的结果自 ${p.since} 起等待签名（已试 ${p.times} 次）：密钥名单要求国密第二签名，而本站没有国密密钥。请按自检的提示设置。`,
    en: `The result of job ${p.job} waits for its signature since ${p.since} (tried ${p.times} times): the list of keys asks for a second signature (SM2), and the station has no such key. The doctor says how it gets one.`,
  }),
  SEALING_WAITS: (p: { job: string; since: string; times: number; detail: string | null }) => ({
    zh: `任务 ${p.job} 的记录自 ${p.since} 起未能签名，已试 ${p.times} 次：${p.detail ?? "签名设备没有应答"}。每 5 秒再试，不会丢失；请检查签名密钥或签名设备，仍不行请重新启动本站`,
    en: `the record of job ${p.job} could not be signed since ${p.since}, ${p.times} tries: ${p.detail ?? "the signer does not answer"}. It is tried again every 5 s and nothing is lost; look at the signing key or device, and start the station again if that does not help`,
  }),
} as const satisfies ReasonRows;
