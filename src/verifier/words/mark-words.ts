import { more, type None, named, REVOCATION_NAMES, type Told } from "./word-shape.ts";

/** What is told of a mark: why it is not good, and what a reader has to know beside the word. Whole sentences. */
export const MARK_WORDS_TOLD = {
  // --- it cannot be read
  MARK_TOO_LONG: (p: { found: number; most: number }) => ({
    zh: `标志文本有 ${p.found} 个字符，最多 ${p.most} 个。`,
    en: `The text of the mark has ${p.found} characters; at most ${p.most} are allowed.`,
  }),
  MARK_PREFIX_WRONG: (p: { found: string; allowed: string }) => ({
    zh: `开头是 ${JSON.stringify(p.found)}，标志应以 ${p.allowed} 开头（大写）。`,
    en: `It begins with ${JSON.stringify(p.found)}; a mark begins with ${p.allowed}, in capitals.`,
  }),
  MARK_SIGN_WRONG: (p: { at: number; found: string }) => ({
    zh: `第 ${p.at} 个字符是 ${p.found}，标志只有数字、大写字母、空格和 $%*+-./:，也没有换行；请原样复制，或改用二维码。`,
    en: `Character ${p.at} is ${p.found}; a mark has digits, capital letters, spaces and $%*+-./: alone, and no line break. Copy it as it is, or use the code.`,
  }),
  MARK_NOT_BASE45: (_p: None) => ({
    zh: "PM1: 之后不是 Base45：标志不完整，或被改动、抄错。",
    en: "What follows PM1: is not Base45: the mark is cut short, or was changed or copied wrongly.",
  }),
  MARK_BODY_WRONG: (_p: None) => ({
    zh: "标志的内容应为两项：标志本身，以及其状态或空值。",
    en: "What the mark holds has to be two things: the mark itself, and its status or nothing.",
  }),
  COSE_WRONG: (p: { part: string }) => ({
    zh: `签名结构（COSE_Sign1）的 ${p.part} 部分不符合规定。`,
    en: `The part ${p.part} of what is signed (a COSE_Sign1) is not of its form.`,
  }),
  COSE_TYPE_WRONG: (p: { found: string; allowed: string }) => ({
    zh: `签名内容的类型是 ${p.found}，应为 ${p.allowed}。`,
    en: `What is signed says that it is ${p.found}; allowed is ${p.allowed}.`,
  }),
  CLAIM_MALFORMED: (p: { claim: string }) => ({
    zh: `字段 ${p.claim} 缺失或不符合规定。`,
    en: `The claim ${p.claim} is missing, or not of its form.`,
  }),
  CLAIM_UNKNOWN: (p: { part: string }) => ({
    zh: `${p.part} 中有未知字段。`,
    en: `In ${p.part} stands a claim that is not known.`,
  }),
  // --- who issued it
  ISSUER_LIST_MISSING: (_p: None) => ({
    zh: "没有签发者列表，无法判断标志由谁签发；请先载入登记中心的签发者列表。",
    en: "There is no issuer list, so that nobody can say who issued the mark; load that of the registry first.",
  }),
  ISSUER_LIST_UNTRUSTED: (p: { because: Told }) =>
    more({ zh: "签发者列表不可信", en: "The issuer list cannot be trusted" }, p.because),
  ISSUER_UNKNOWN: (p: { kid: string; issuer: string }) => ({
    zh: `签发者列表中没有 ${p.issuer} 的密钥 ${p.kid}；列表可能已旧，或标志是伪造的。`,
    en: `The issuer list has no key ${p.kid} of ${p.issuer}: the list may be an old one, or the mark is forged.`,
  }),
  MARK_SIGNATURE_INVALID: (p: { kid: string; issuer: string }) => ({
    zh: `签名与标志内容不符：它不是 ${p.issuer} 用密钥 ${p.kid} 签发的。`,
    en: `The signature does not fit what the mark says: it was not issued by ${p.issuer} with the key ${p.kid}.`,
  }),
  ISSUER_NOT_THE_KEYS: (p: { found: string; allowed: string }) => ({
    zh: `标志自称由 ${p.found} 签发，而签名密钥属于 ${p.allowed}。`,
    en: `The mark says that it is of ${p.found}, and the key that signed it is of ${p.allowed}.`,
  }),
  MARK_KEY_USE: (p: { key: string; use: string }) => ({
    zh: `签名密钥 ${p.key} 的用途是 ${p.use}，不得用来签发标志。`,
    en: `The key ${p.key} that signed it is for use as ${p.use}, and may not issue marks.`,
  }),
  MARK_KEY_NOT_VALID_THEN: (p: { key: string; at: string }) => ({
    zh: `签发密钥在签发时（${minute(p.at)}）无效或已吊销：${p.key}。`,
    en: `The key was not valid, or was revoked, when the mark was issued (${minute(p.at)}): ${p.key}.`,
  }),
  MARK_KIND_UNKNOWN: (p: { found: number }) => ({
    zh: `标志的种类是 ${p.found}，只有 1（检验）、2（考试）、3（查验）。`,
    en: `The mark is of kind ${p.found}; there are 1 (inspection), 2 (exam) and 3 (verification).`,
  }),
  // --- how it stands now
  MARK_REVOKED: (_p: None) => ({
    zh: "签发者已撤销此标志，不可恢复。",
    en: "Its issuer has withdrawn the mark, for good.",
  }),
  MARK_EXPIRED: (p: { until: string; now: string }) => ({
    zh: `有效期至 ${minute(p.until)}（不含），现在是 ${minute(p.now)}。`,
    en: `It was good until before ${minute(p.until)}, and it is ${minute(p.now)}.`,
  }),
  MARK_SUPERSEDED: (_p: None) => ({
    zh: "此后另有结果，以后者为准。",
    en: "A later result has taken its place.",
  }),
  MARK_SUSPENDED: (_p: None) => ({
    zh: "签发者已暂停此标志，可能恢复；请向其查询。",
    en: "Its issuer has suspended the mark, and may lift that again; ask there.",
  }),
  CLOCK_UNTRUSTED: (_p: None) => ({
    zh: "本机时钟不可信，无法判断标志是否在有效期内；请校准时间后重试。",
    en: "The clock here cannot be trusted, so that nobody can say whether the mark is still good; set it right and try again.",
  }),
  SIGNED_AHEAD_OF_CLOCK: (p: { at: string; now: string }) => ({
    zh: `标志或其状态签发于 ${minute(p.at)}，而本机时钟是 ${minute(p.now)}，相差超过 5 分钟；请校准时间。`,
    en: `The mark or its status was signed at ${minute(p.at)}, and the clock here says ${minute(p.now)}, more than 5 minutes before; set the clock right.`,
  }),
  LIST_AHEAD_OF_CLOCK: (p: { at: string; now: string }) => ({
    zh: `签发者列表签发于 ${minute(p.at)}，而本机时钟是 ${minute(p.now)}，相差超过 5 分钟；请校准时间。`,
    en: `The issuer list was signed at ${minute(p.at)}, and the clock here says ${minute(p.now)}, more than 5 minutes before; set the clock right.`,
  }),
  STATUS_NONE: (_p: None) => ({
    zh: "标志没有附带状态：签发之后是否撤销无从得知。",
    en: "No status comes with the mark: nobody can say here whether it was withdrawn since it was issued.",
  }),
  STATUS_REFUSED: (p: { because: Told }) =>
    more({ zh: "所附的状态不可信", en: "The status that comes with it does not count" }, p.because),
  STATUS_OVER: (p: { until: string; now: string }) => ({
    zh: `签发者对其状态只担保到 ${minute(p.until)}，现在是 ${minute(p.now)}。`,
    en: `Its issuer vouched for the status until ${minute(p.until)}, and it is ${minute(p.now)}.`,
  }),
  STATUS_TOO_OLD: (p: { ageMs: number; mostMs: number; use: string; at: string }) => ({
    zh: `状态签发于 ${minute(p.at)}，距今 ${hours(p.ageMs).zh}；此用途最多 ${hours(p.mostMs).zh}。`,
    en: `The status is of ${minute(p.at)}, ${hours(p.ageMs).en} old; for this use at most ${hours(p.mostMs).en} are allowed.`,
  }),
  STATUS_BEFORE_SEEN: (p: { at: string; seen: string }) => ({
    zh: `状态签发于 ${minute(p.at)}，而本机见过同一标志更新的状态（${minute(p.seen)}）。`,
    en: `The status is of ${minute(p.at)}, and a newer one of the same mark was seen here (${minute(p.seen)}).`,
  }),
  STATUS_OF_OTHER: (_p: None) => ({
    zh: "状态属于另一个标志。",
    en: "The status is of another mark.",
  }),
  STATUS_BEFORE_MARK: (p: { at: string; issued: string }) => ({
    zh: `状态列表签发于 ${minute(p.at)}，早于标志的签发时间 ${minute(p.issued)}，不能说明此标志的状态。`,
    en: `The status list is of ${minute(p.at)}, before the mark was issued at ${minute(p.issued)}, and says nothing of it.`,
  }),
  STATUS_PLACE_UNPROVEN: (_p: None) => ({
    zh: "签发密钥可能已为他人掌握，状态列表中的一个位置不能证明此标志出自签发者，只有针对此标志本身的状态才能证明。",
    en: "Somebody else may have the key that signed the mark, and a place in a status list does not show that its issuer made this one; only a status of the mark itself does.",
  }),
  STATUS_KEY_UNKNOWN: (p: { kid: string; issuer: string }) => ({
    zh: `签发者列表中没有 ${p.issuer} 用于状态的密钥 ${p.kid}。`,
    en: `The issuer list has no key ${p.kid} of ${p.issuer} for statuses.`,
  }),
  STATUS_SIGNATURE_INVALID: (p: { kid: string }) => ({
    zh: `状态的签名与其内容不符（密钥 ${p.kid}）。`,
    en: `The signature of the status does not fit what it says (key ${p.kid}).`,
  }),
  STATUS_KEY_NOT_VALID_THEN: (p: { key: string; at: string }) => ({
    zh: `状态的签名密钥在当时（${minute(p.at)}）无效或已吊销：${p.key}。`,
    en: `The key of the status was not valid, or was revoked, at that time (${minute(p.at)}): ${p.key}.`,
  }),
  STATUS_VALUE_UNKNOWN: (p: { value: number }) => ({
    zh: `状态值是 ${p.value}，只有 0（有效）、1（撤销）、2（暂停）、3（被取代）。`,
    en: `The status has the value ${p.value}; there are 0 (valid), 1 (withdrawn), 2 (suspended) and 3 (superseded).`,
  }),
  STATUS_PLACE_BEYOND: (p: { index: number; entries: number }) => ({
    zh: `状态列表有 ${p.entries} 项，没有第 ${p.index} 项。`,
    en: `The status list has ${p.entries} places, and none with the number ${p.index}.`,
  }),
  // --- beside the word
  MARK_OF_TRIAL: (_p: None) => ({
    zh: "试验标志：出自模拟设备或试验登记中心，对真实的车辆或个人不具任何效力。",
    en: "A trial mark, of simulated devices or a trial registry: it is good for nothing real.",
  }),
  MARK_UNVERIFIED_RULES: (_p: None) => ({
    zh: "结论依据的规则中有数值尚无人与标准核对。",
    en: "It rests on rules whose number nobody has checked against the standard yet.",
  }),
  MARK_GOOD: (p: { from: string; until: string }) => ({
    zh: `签发于 ${minute(p.from)}，有效期至 ${minute(p.until)}（不含）。`,
    en: `Issued at ${minute(p.from)}, good until before ${minute(p.until)}.`,
  }),
  STATUS_AGE: (p: { at: string; ageMs: number | null }) => ({
    zh: `状态截至 ${minute(p.at)}${p.ageMs === null ? "" : `，距今 ${hours(p.ageMs).zh}`}。`,
    en: `Its status is of ${minute(p.at)}${p.ageMs === null ? "" : `, ${hours(p.ageMs).en} old`}.`,
  }),
  MARK_KEY_REVOKED_LATER: (p: { from: string; why: string }) => ({
    zh: `签发密钥自 ${minute(p.from)} 起已吊销（${named(REVOCATION_NAMES, p.why).zh}）；标志上的签发时间由该密钥自称。`,
    en: `The key that issued it was revoked from ${minute(p.from)} on (${named(REVOCATION_NAMES, p.why).en}); when the mark was issued is that key's own word.`,
  }),
  LIST_PAST: (p: { validTo: string }) => ({
    zh: `密钥列表有效期至 ${minute(p.validTo)}，此后的吊销不在其中；请换用新的列表。`,
    en: `The list of keys was valid until ${minute(p.validTo)}: what was revoked since is not in it. Get a newer one.`,
  }),
  AUTHORITY_NOT_PINNED: (p: { authority: string }) => ({
    zh: `密钥列表由 ${p.authority} 签发；未与从别处得知的指纹核对，即信任给出列表的人。`,
    en: `The list of keys is signed by ${p.authority}; that was held against no fingerprint known from elsewhere, so that whoever gave the list is trusted.`,
  }),
};

/** The one word of a mark, as people read it. */
export const MARK_WORD_NAMES = {
  valid: { zh: "有效", en: "valid" },
  expired: { zh: "已过期", en: "expired" },
  revoked: { zh: "已撤销", en: "revoked" },
  stale: { zh: "状态过旧", en: "stale" },
  superseded: { zh: "已被取代", en: "superseded" },
  suspended: { zh: "已暂停", en: "suspended" },
  forged: { zh: "伪造", en: "forged" },
  "unknown-issuer": { zh: "签发者未知", en: "unknown issuer" },
  unreadable: { zh: "无法识读", en: "unreadable" },
  "clock-unsure": { zh: "时钟不可信", en: "clock unsure" },
};

/** Of an instant, as people read it; programs have the figure. */
function minute(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")} UTC`;
}

/** The largest unit in which it is at least one. */
function hours(ms: number): { readonly zh: string; readonly en: string } {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return { zh: `${minutes} 分钟`, en: counted(minutes, "minute") };
  // Two days are told in hours as well, so that a limit of 24 hours and an age beside it can be compared.
  if (minutes < 72 * 60)
    return { zh: `${Math.floor(minutes / 60)} 小时`, en: counted(Math.floor(minutes / 60), "hour") };
  const days = Math.floor(minutes / 1440);
  return { zh: `${days} 天`, en: counted(days, "day") };
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
