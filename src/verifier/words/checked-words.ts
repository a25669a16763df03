import { more, type None, named, REVOCATION_NAMES, type Told } from "./word-shape.ts";

/** What was looked at, one sentence each, and what an input is. */
export const CHECKED_WORDS = {
  CHECKED_RECORD: (_p: None) => ({
    zh: "信封、签名、密钥的站点与时间、内容的格式，以及内容不自相矛盾。",
    en: "Envelope, signature, the key's station and time, the form of the content, and that it does not contradict itself.",
  }),
  CHECKED_SECOND: (p: { algorithm: string }) => ({
    zh: `第二签名（国密，${p.algorithm}）及其密钥的站点与时间。`,
    en: `The second signature (${p.algorithm}), and its key's station and time.`,
  }),
  CHECKED_PLACE: (_p: None) => ({
    zh: "在站点日志中的位置、日志签名与见证签名。",
    en: "Place in the station's log, signature of the log, cosignature of a witness.",
  }),
  CHECKED_STATEMENT: (_p: None) => ({
    zh: "登记中心的说明，以及它与证明说的是同一份记录。",
    en: "The registry's statement, and that it and the proofs speak of one record.",
  }),
  CHECKED_LIST: (_p: None) => ({
    zh: "签发机构的签名，以及每个密钥与其编号、种类相符。",
    en: "Signature of the authority, and that each key is what its id and kind say.",
  }),
  CHECKED_MARK: (_p: None) => ({
    zh: "标志的编码、签发者的签名，以及密钥在签发时有效。",
    en: "Encoding of the mark, signature of its issuer, and that the key was good when it was issued.",
  }),
  CHECKED_STATUS: (_p: None) => ({
    zh: "状态的签名，以及它属于此标志。",
    en: "Signature of the status, and that it is of this mark.",
  }),
  CHECKED_ENTRIES: (p: { entries: number; size: number }) => ({
    zh: `${p.entries} 条日志条目均在大小为 ${p.size} 的检查点所证明的日志中。`,
    en: `${p.entries} journal entries, all in the log of size ${p.size} that the checkpoint stands for.`,
  }),
  CHECKED_COMPLETE: (p: { entries: number; from: number; to: number }) => ({
    zh: `任务的 ${p.entries} 条日志条目齐全（第 ${p.from} 至 ${p.to} 条之间，以记录所记条数为准）。`,
    en: `All ${p.entries} entries of the job between ${p.from} and ${p.to}, by the record's own count.`,
  }),
  CHECKED_TEXTS: (p: { texts: number }) => ({
    zh: `任务所依据的 ${p.texts} 份文本均与其散列相符。`,
    en: `Texts that the job was made from, each by its hash: ${p.texts}.`,
  }),
  CHECKED_PHOTOS: (p: { photos: number }) => ({
    zh: `记录所列的 ${p.photos} 张照片均与其散列相符。`,
    en: `Photos that the record names, each by its hash: ${p.photos}.`,
  }),
  CHECKED_DAY: (p: { records: number }) => ({
    zh: `当日 ${p.records} 份记录与撤销的签名、位置与序号。`,
    en: `The ${p.records} records and withdrawals of the day: signatures, places and numbers.`,
  }),
  // --- what it stands on
  TRUST_LIST_MISSING: (_p: None) => ({
    zh: "没有信任列表，无法判断由谁签名；请先载入登记中心的信任列表。",
    en: "There is no trust list, so that nobody can say who signed; load that of the registry first.",
  }),
  TRUST_LIST_UNTRUSTED: (p: { because: Told }) =>
    more({ zh: "信任列表不可信", en: "The trust list cannot be trusted" }, p.because),
  LIST_UNTRUSTED: (p: { because: Told }) =>
    more({ zh: "这份密钥列表不可信", en: "This list of keys cannot be trusted" }, p.because),
  TRUST_BY_BUNDLE: (p: { authority: string }) => ({
    zh: `证据包自带信任列表，由指定的签发机构 ${p.authority} 签发，以此为准。`,
    en: `The bundle brings its own trust list, signed by the authority ${p.authority} that was asked for; it was used.`,
  }),
  RECORD_WITHDRAWN: (p: { record: string; withdrawal: string; at: string }) => ({
    zh: `记录 ${p.record} 已于 ${p.at} 由 ${p.withdrawal} 撤销：它是真的，但不再有效。`,
    en: `The record ${p.record} was withdrawn at ${p.at} by ${p.withdrawal}: it is genuine, and not in force.`,
  }),
  STATEMENT_SAYS: (p: { state: string; asOf: string; witness: string }) => {
    const names: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
      "in-force": { zh: "现行有效", en: "in force" },
      "no-verdict": { zh: "未得出结论", en: "no verdict" },
      withdrawn: { zh: "已撤销", en: "withdrawn" },
      superseded: { zh: "已被后来的结果取代", en: "superseded by a later result" },
      simulated: { zh: "模拟结果，无效力", en: "simulated, without effect" },
    };
    const word = names[p.state] ?? { zh: p.state, en: p.state };
    return {
      zh: `登记中心（${p.witness}）声明，截至 ${p.asOf}：${word.zh}。此后的变化不在其中。`,
      en: `The registry (${p.witness}) says, as of ${p.asOf}: ${word.en}. What came later is not in it.`,
    };
  },
  RECORD_SIMULATED: (_p: None) => ({
    zh: "出自模拟设备：不是对真实车辆或考生的结果，无效力。",
    en: "It is of simulated devices: it says nothing about a vehicle or a person, and is not in force.",
  }),
  RULES_UNVERIFIED: (p: { rules: number }) => ({
    zh: `结论依据的规则中有 ${p.rules} 条的数值尚无人与标准核对。`,
    en: `It rests on ${p.rules} rule${p.rules === 1 ? "" : "s"} whose number nobody has checked against the standard yet.`,
  }),
  RECORD_KEY_REVOKED_LATER: (p: { key: string; from: string; why: string }) => ({
    zh: `签名密钥自 ${p.from} 起已吊销（${named(REVOCATION_NAMES, p.why).zh}）：没有吊销前的见证，记录的时间由该密钥自称：${p.key}。`,
    en: `The key was revoked from ${p.from} on (${named(REVOCATION_NAMES, p.why).en}). No witness saw the record before that, so that its time is the key's own word: ${p.key}.`,
  }),
  NOT_PROVEN: (_p: None) => ({
    zh: "只核验了签名与内容；它在站点日志中的位置由证明文件来证明。",
    en: "Signature and content are checked; its place in the station's log is shown by a proof.",
  }),
  // --- what it is
  KIND_UNKNOWN: (_p: None) => ({
    zh: "这不是可核验的内容：应为标志、记录、撤销、证明、日清单、证据包或密钥列表。",
    en: "This is nothing that can be checked: allowed are a mark, a record, a withdrawal, a proof, a day, the evidence of a job, or a list of keys.",
  }),
  INPUT_TOO_LARGE: (p: { found: number; most: number }) => ({
    zh: `文件有 ${p.found} 字节，最多 ${p.most} 字节。`,
    en: `The file has ${p.found} bytes; at most ${p.most} are allowed.`,
  }),
  VERIFIER_FAILED: (p: { what: string }) => ({
    zh: `核验程序自身出错（${p.what}），此内容未经核验；请报告。`,
    en: `The verifier itself failed (${p.what}); nothing was checked. Report this.`,
  }),
};
