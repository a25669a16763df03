import type { Verdict } from "../verdict.ts";
import type { Sentence } from "./language.ts";
import type { ShapeName } from "./shapes.tsx";

export type Word = Verdict["word"];
export type Tone = "good" | "bad" | "doubtful" | "unknown" | "genuine";

export interface WordShown extends Sentence {
  readonly tone: Tone;
  readonly shape: ShapeName;
  /** What it means, in one sentence. */
  readonly means: Sentence;
  /** What to do now. */
  readonly next: Sentence;
}

/** Every word with its colour, its shape and its text: each of the three alone has to be enough. */
export const WORDS: Readonly<Record<Word, WordShown>> = {
  valid: {
    zh: "有效",
    en: "Valid",
    tone: "good",
    shape: "tick",
    means: {
      zh: "签名、有效期和状态均无问题。",
      en: "The signature, the dates and the status are in order.",
    },
    next: {
      zh: "请核对下面的内容与实物是否一致。",
      en: "Compare what stands below with what is before you.",
    },
  },
  expired: {
    zh: "已过期",
    en: "Expired",
    tone: "doubtful",
    shape: "hourglass",
    means: { zh: "签名真实，但有效期已过。", en: "It is genuine, and its time is over." },
    next: {
      zh: "不要按有效处理。请对方重新办理，取得新的标志。",
      en: "Do not take it as valid. Its holder needs a new one.",
    },
  },
  revoked: {
    zh: "已撤销",
    en: "Revoked",
    tone: "bad",
    shape: "stop",
    means: {
      zh: "签发者已撤销此标志，撤销不可恢复。",
      en: "Its issuer has withdrawn it, and that is final.",
    },
    next: {
      zh: "不要接受。记下下面的记录编号，向签发者查询原因。",
      en: "Do not accept it. Note the record's number below and ask the issuer why.",
    },
  },
  superseded: {
    zh: "已被取代",
    en: "Superseded",
    tone: "doubtful",
    shape: "replaced",
    means: { zh: "之后的结果已取代此标志。", en: "A later result has taken its place." },
    next: { zh: "不要接受。请对方出示最新的标志。", en: "Do not accept it. Ask for the newest mark." },
  },
  suspended: {
    zh: "已暂停",
    en: "Suspended",
    tone: "doubtful",
    shape: "pause",
    means: {
      zh: "签发者已暂停此标志，之后可能恢复。",
      en: "Its issuer has suspended it; it may come back.",
    },
    next: {
      zh: "暂不接受。请向签发者查询，或稍后再核验。",
      en: "Do not accept it for now. Ask the issuer, or check again later.",
    },
  },
  stale: {
    zh: "状态过旧",
    en: "Status too old",
    tone: "doubtful",
    shape: "clock",
    means: {
      zh: "签名和有效期无问题，但没有足够新的状态，无法知道此后是否被撤销。",
      en: "Signature and dates are in order, but no status is new enough to tell whether it was withdrawn since.",
    },
    next: {
      zh: "请对方在登记机构的网页上重新打开标志（会带上新的状态），然后再扫一次。",
      en: "Ask its holder to open it again on the registry's page, which gives it a new status, and scan that.",
    },
  },
  forged: {
    zh: "伪造",
    en: "Forged",
    tone: "bad",
    shape: "broken",
    means: {
      zh: "内容不是由所称的签发者签发的，或签发后被改动。",
      en: "What it says was not signed by whom it names, or was changed since.",
    },
    next: {
      zh: "不要接受。拍照留存，向所称的签发者报告。",
      en: "Do not accept it. Keep a photo and report it to the issuer that it names.",
    },
  },
  "unknown-issuer": {
    zh: "签发者未知",
    en: "Unknown issuer",
    tone: "unknown",
    shape: "question",
    means: {
      zh: "签发者列表中没有签发它的密钥，无法判断真假。",
      en: "The list of issuers does not hold the key that signed it, so nobody can tell whether it is genuine.",
    },
    next: {
      zh: "请载入最新的签发者列表，然后再核验。",
      en: "Load the newest list of issuers, and check again.",
    },
  },
  unreadable: {
    zh: "无法识读",
    en: "Unreadable",
    tone: "unknown",
    shape: "torn",
    means: { zh: "这不是一个完整的标志。", en: "This is not a whole mark." },
    next: {
      zh: "擦净、铺平、避开反光，再扫一次；仍不行时请对方重新出示。",
      en: "Clean it, hold it flat and out of the glare, and scan again; else ask for it anew.",
    },
  },
  "clock-unsure": {
    zh: "时钟不可信",
    en: "Clock unsure",
    tone: "unknown",
    shape: "clock-question",
    means: {
      zh: "签名真实，但本机时钟不可信，无法判断有效期和状态的新旧。",
      en: "It is genuine, but with this clock nobody can tell whether its time is over or its status too old.",
    },
    next: {
      zh: "请先校准本机的日期和时间，然后再核验。",
      en: "Set the date and time of this device, and check again.",
    },
  },
  verified: {
    zh: "核验通过",
    en: "Verified",
    tone: "good",
    shape: "tick",
    means: {
      zh: "签名成立，内容自签署后没有改动。",
      en: "The signatures hold: nothing was changed since it was signed.",
    },
    next: {
      zh: "请看下面的内容：核验通过只说明它是真实的，不说明结果合格。",
      en: "Read on below: this says that it is genuine, not that the result is a pass.",
    },
  },
  refused: {
    zh: "核验不通过",
    en: "Refused",
    tone: "bad",
    shape: "stop",
    means: { zh: "它不能作为依据。", en: "It cannot be relied on." },
    next: {
      zh: "不要采用。原因见下；可向出具者索取原始文件。",
      en: "Do not use it. The reason stands below; ask whoever gave it for the original file.",
    },
  },
};

/** In place of the word of a mark that checks and was made by simulated devices, or by a registry on trial. */
export const TRIAL_WORD: WordShown = {
  zh: "仅供试用",
  en: "Trial only",
  tone: "bad",
  shape: "stop",
  means: {
    zh: "签名成立，但来自模拟设备或试用登记机构，不作任何真实用途。",
    en: "It checks, but it comes from simulated devices or a registry on trial: it is good for nothing real.",
  },
  next: {
    zh: "不要作为真实的标志接受。",
    en: "Do not accept it as a real one.",
  },
};

/** A record that is genuine and was withdrawn: what it says is not in force. */
export const WITHDRAWN_WORD: WordShown = {
  zh: "记录已撤销",
  en: "Withdrawn",
  tone: "bad",
  shape: "stop",
  means: {
    zh: "记录是真实的，但已被撤销，不再有效。",
    en: "The record is genuine, and it was withdrawn: it is not in force.",
  },
  next: { zh: "不要采用其中的结论。", en: "Do not use what it says." },
};

/** A record that is genuine, and another one has taken its place. */
export const REPLACED_WORD: WordShown = {
  ...WITHDRAWN_WORD,
  zh: "记录已被取代",
  en: "Replaced",
  tone: "doubtful",
  shape: "replaced",
  means: {
    zh: "记录是真实的，但已被后来的结果取代。",
    en: "The record is genuine, and a later result has taken its place.",
  },
  next: { zh: "请索取最新的结果。", en: "Ask for the newest result." },
};
