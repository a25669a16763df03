import type { None, ReasonRows, Sentence } from "../reason-shape.ts";
import { cborFaultWords } from "../words/cbor-faults.ts";
import { coseFaultWords } from "../words/cose-faults.ts";
import { certificateProfileWords } from "../words/licence-certificate-faults.ts";
import { holderUnprovenWords, licenceShapeWords } from "../words/licence-steps.ts";

const PARTS = {
  issuer: { zh: "签发机构签名", en: "signature of the issuer" },
  device: { zh: "设备证明", en: "proof of the holder's device" },
} as const;

const SHOWN: Readonly<Record<string, Sentence>> = {
  accepted: { zh: "数据真实有效", en: "authentic and good that day" },
  refused: { zh: "数据真实，但未全部通过核对", en: "authentic, and not all of it in order" },
  "time-unknown": { zh: "数据真实，有效期未判断", en: "authentic, its time not judged" },
};

/** Electronic licences that are presented (ISO/IEC 18013-5): why one is not accepted, and what has to be known beside it. */
export const LICENCE_REASONS = {
  // --- form
  LICENCE_FORMAT: (p: { where: string; at: number; fault: string }) => ({
    zh: `${p.where} 第 ${p.at} 字节不是可读的 CBOR：${cborFaultWords(p.fault).zh}`,
    en: `${p.where}, byte ${p.at}, is no CBOR that is read here: ${cborFaultWords(p.fault).en}`,
  }),
  LICENCE_TEXT_FORM: (_p: None) => ({
    zh: "文件既不是二进制 CBOR，也不是十六进制或 base64url 文字",
    en: "the file is neither binary CBOR nor that in hexadecimal or base64url",
  }),
  LICENCE_SHAPE: (p: { where: string; found: string; allowed: string }) => ({
    zh: `${p.where} 处为 ${p.found}，应为${licenceShapeWords(p.allowed).zh}`,
    en: `${p.where} is ${p.found}; allowed: ${licenceShapeWords(p.allowed).en}`,
  }),
  LICENCE_DOCUMENT_NONE: (p: { status: number }) => ({
    zh: `应答中没有证件（状态码 ${p.status}）`,
    en: `the answer has no document (status ${p.status})`,
  }),
  LICENCE_ANSWER_STATUS: (p: { status: number }) => ({
    zh: `应答状态码为 ${p.status}，应为 0`,
    en: `the state of the answer is ${p.status}; 0 is allowed`,
  }),
  // --- who issued it
  LICENCE_CHAIN_MISSING: (_p: None) => ({
    zh: "未附签名者证书（x5chain）",
    en: "no certificate of the signer came with it (x5chain)",
  }),
  LICENCE_ISSUER_UNKNOWN: (p: { signer: string; issuer: string }) => ({
    zh: `签名者 ${p.signer} 的签发机构 ${p.issuer} 不在本站信任的名单中`,
    en: `the authority ${p.issuer} of the signer ${p.signer} is not among those that are trusted here`,
  }),
  LICENCE_CERTIFICATE: (p: { which: string; name: string; fault: string }) => ({
    zh: `${p.which === "authority" ? "签发机构" : "签名者"}证书 ${p.name}：${certificateProfileWords(p.fault).zh}`,
    en: `the ${p.which === "authority" ? "authority's" : "signer's"} certificate ${p.name}: ${certificateProfileWords(p.fault).en}`,
  }),
  LICENCE_COSE: (p: { part: string; fault: string }) => {
    const of = p.part === "device" ? PARTS.device : PARTS.issuer;
    return {
      zh: `${of.zh}：${coseFaultWords(p.fault).zh}`,
      en: `${of.en}: ${coseFaultWords(p.fault).en}`,
    };
  },
  // --- what was signed
  LICENCE_DOCTYPE: (p: { where: string; found: string; allowed: string }) => ({
    zh: `${p.where} 的证件类型为 ${p.found}，应为 ${p.allowed}`,
    en: `the kind of document in ${p.where} is ${p.found}; allowed: ${p.allowed}`,
  }),
  LICENCE_NOTHING_DISCLOSED: (_p: None) => ({
    zh: "没有出示任何一项内容",
    en: "no element of the licence is disclosed",
  }),
  LICENCE_DIGEST_WRONG: (p: { element: string; id: number }) => ({
    zh: `${p.element}（第 ${p.id} 号）与签发机构所签摘要不符：内容被改动`,
    en: `${p.element} (digest ${p.id}) is not what the issuer signed: it was changed`,
  }),
  LICENCE_DIGEST_MISSING: (p: { element: string; id: number }) => ({
    zh: `${p.element}（第 ${p.id} 号）不在签发机构所签的摘要之中`,
    en: `${p.element} (digest ${p.id}) is not among what the issuer signed`,
  }),
  LICENCE_ELEMENT_TWICE: (p: { element: string }) => ({
    zh: `${p.element} 出现两次，只许一次`,
    en: `${p.element} is there twice; once is allowed`,
  }),
  // --- times
  LICENCE_SIGNED_OUTSIDE: (p: { signed: string; from: string; to: string }) => ({
    zh: `签发于 ${p.signed}，不在签名者证书的有效期（${p.from} 至 ${p.to}）之内`,
    en: `it was signed at ${p.signed}, outside the life of its signer's certificate (${p.from} to ${p.to})`,
  }),
  LICENCE_SIGNED_LATER: (p: { signed: string; now: string }) => ({
    zh: `签发时间为 ${p.signed}，晚于本机时钟 ${p.now}`,
    en: `it says that it was signed at ${p.signed}, and the clock here says ${p.now}`,
  }),
  LICENCE_BEFORE_SIGNED: (p: { from: string; signed: string }) => ({
    zh: `数据自 ${p.from} 起有效，早于其签发时间 ${p.signed}；起始时间不得早于签发时间`,
    en: `its data are good from ${p.from} on, which is before they were signed (${p.signed}); allowed: from then on, or later`,
  }),
  LICENCE_NOT_YET: (p: { from: string; now: string }) => ({
    zh: `数据自 ${p.from} 起有效，本机时钟为 ${p.now}`,
    en: `its data are good from ${p.from} on, and the clock here says ${p.now}`,
  }),
  LICENCE_DATA_ENDED: (p: { until: string; now: string }) => ({
    zh: `数据已于 ${p.until} 失效（本机时钟 ${p.now}）；请持有人联网更新后重新出示`,
    en: `its data were good until ${p.until}, and the clock here says ${p.now}; the holder fetches them anew and shows it again`,
  }),
  LICENCE_COUNTRY: (p: { element: string; found: string; certificate: string }) => ({
    zh: `${p.element} 为 ${p.found}，而签名者证书为 ${p.certificate}`,
    en: `${p.element} is ${p.found}, and the signer's certificate says ${p.certificate}`,
  }),
  LICENCE_ENDED: (p: { expiry: string; now: string }) => ({
    zh: `驾驶证有效期至 ${p.expiry}，今天是 ${p.now}`,
    en: `the licence was good until ${p.expiry}, and today is ${p.now}`,
  }),
  LICENCE_ISSUED_LATER: (p: { issued: string; now: string }) => ({
    zh: `驾驶证签发日期为 ${p.issued}，今天是 ${p.now}`,
    en: `the licence was issued on ${p.issued}, and today is ${p.now}`,
  }),
  LICENCE_EXPIRY_UNSHOWN: (_p: None) => ({
    zh: "未出示驾驶证有效期止（expiry_date），不能判断是否有效：请考生再次出示，并同意出示有效期",
    en: "until when the licence is good (expiry_date) is not disclosed, so whether it is good cannot be judged: the candidate shows it once more, and agrees to show that",
  }),
  // --- notes
  LICENCE_CATEGORY_ENDED: (p: { category: string; expiry: string }) => ({
    zh: `准驾类别 ${p.category} 有效期至 ${p.expiry}，已到期`,
    en: `category ${p.category} was good until ${p.expiry}`,
  }),
  LICENCE_CATEGORY_EARLY: (p: { category: string; issued: string }) => ({
    zh: `准驾类别 ${p.category} 自 ${p.issued} 起有效，尚未生效`,
    en: `category ${p.category} is good from ${p.issued} on, which is not yet`,
  }),
  LICENCE_HOLDER_UNPROVEN: (p: { why: string }) => {
    const why = holderUnprovenWords(p.why);
    // Of data that nobody is shown to have issued no portrait is shown either.
    const isSeen = p.why !== "data-not-authentic";
    return {
      zh: `未证明出示者即持有人：${why.zh}。${isSeen ? "请核对照片与本人。" : ""}`,
      en: `Nothing proves that whoever presents it is its holder: ${why.en}.${isSeen ? " Compare the portrait with the person." : ""}`,
    };
  },
  LICENCE_HOLDER_BY_MAC: (_p: None) => ({
    zh: "设备以 MAC 证明：只有本站可以核对，不能向他人证明",
    en: "the device proved itself by a MAC, which this station can check and nobody else",
  }),
  LICENCE_REVOCATION_UNKNOWN: (_p: None) => ({
    zh: "吊销状态未知：该驾驶证注明了状态名单，本站不查询",
    en: "whether it is revoked is not known: it names a list, which is not looked at here",
  }),
  LICENCE_REVOCATION_UNSAID: (_p: None) => ({
    zh: "吊销状态未知：该驾驶证未注明状态名单",
    en: "whether it is revoked is not known: it names no list",
  }),
  LICENCE_TIME_UNKNOWN: (_p: None) => ({
    zh: "本机时钟不可信：未判断是否在有效期内",
    en: "the clock here is not trusted, so whether it is good today was not judged",
  }),
  LICENCE_COUNTRY_UNSHOWN: (_p: None) => ({
    zh: "未出示签发国家，无法与签名者证书核对",
    en: "its country is not disclosed, so that was not held against the signer's certificate",
  }),
  LICENCE_OTHERS: (p: { types: readonly string[] }) => ({
    zh: `应答中还有其他证件，未查看：${p.types.join("、")}`,
    en: `the answer has other documents too, which were not looked at: ${p.types.join(", ")}`,
  }),
  // --- at the desk
  LICENCE_NOWHERE: (_p: None) => ({
    zh: "本站未设电子驾驶证的签发机构名单，不能核验电子驾驶证；请在站点文件中写明 licences.issuers。不影响受理。",
    en: "This station trusts no authority for electronic licences, so it reads none; name their folder as `licences.issuers` in the station file. Nobody needs one to be taken in.",
  }),
  LICENCE_SESSION_OVER: (p: { minutes: number }) => ({
    zh: `核验会话已用过或已过期（${p.minutes} 分钟）：请重新开始会话并请考生再次出示。`,
    en: `The session was used or is older than ${p.minutes} minutes: begin another one, and let the candidate show the licence again.`,
  }),
  LICENCE_SESSION_OTHER: (p: { certificate: string }) => ({
    zh: `该会话是为准考证明编号 ${p.certificate} 的考生开始的：请为本考生重新开始会话。`,
    en: `The session was begun for the candidate with certificate ${p.certificate}: begin one for this candidate.`,
  }),
  LICENCE_READ_OVER: (_p: None) => ({
    zh: "电子驾驶证的核验结果已不在本站（超过 60 分钟、本站重新启动过，或是为另一考生核验的）：请考生再次出示，或再次提交，不附驾驶证。",
    en: "What was read of the licence is not held here any more: it is an hour old, from before a start of the station, or of another candidate. Let the candidate show it again, or send the form once more without it.",
  }),
  /** In a record. */
  LICENCE_SHOWN: (p: { word: string; holder: string }) => ({
    zh: `考生出示了电子驾驶证：${SHOWN[p.word]?.zh ?? p.word}，${p.holder === "none" ? "未以密码方式证明持有人" : "持有人已由设备证明"}`,
    en: `the candidate showed an electronic licence: ${SHOWN[p.word]?.en ?? p.word}, ${p.holder === "none" ? "with nothing that proves its holder" : "its holder proven by the device"}`,
  }),
  LICENCE_ISSUER_FILE: (p: { file: string; fault: string }) => ({
    zh: `签发机构名单中的 ${p.file} 未采用：${certificateProfileWords(p.fault).zh}`,
    en: `${p.file} of the trusted authorities is not taken: ${certificateProfileWords(p.fault).en}`,
  }),
  LICENCE_ISSUERS_UNREADABLE: (p: { folder: string }) => ({
    zh: `签发机构证书目录 ${p.folder} 无法读取，不能核验任何电子驾驶证`,
    en: `the folder ${p.folder} with the authorities of electronic licences cannot be read, so that no licence is accepted`,
  }),
  LICENCE_ISSUERS_WELL: (p: { folder: string; count: number }) => ({
    zh: `电子驾驶证：${p.folder} 中有 ${p.count} 份签发机构证书可用`,
    en: `electronic licences: certificates of issuing authorities in ${p.folder} that can be used: ${p.count}`,
  }),
  LICENCE_ISSUERS_NONE: (p: { folder: string }) => ({
    zh: `${p.folder} 中没有可用的签发机构证书（.pem、.crt、.cer、.der）`,
    en: `${p.folder} holds no certificate of an issuing authority that can be used (.pem, .crt, .cer, .der)`,
  }),
} as const satisfies ReasonRows;
