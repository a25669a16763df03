export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** One thing said to a person, with its code and figures for programs; the same shape that records and messages carry. */
export interface Told extends Sentence {
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** For rows without figures. */
export type None = Record<never, never>;

/** One sentence of a fault and of what exactly it is. */
export function more(what: Sentence, exactly: Sentence): Sentence {
  return {
    zh: `${what.zh}：${withoutStop(exactly.zh)}。`,
    en: `${what.en}: ${withoutStop(exactly.en)}.`,
  };
}

function withoutStop(sentence: string): string {
  return sentence.replace(/[.。]$/, "");
}

/** The word itself where a later software has more of them. */
export function named(names: Readonly<Record<string, Sentence>>, word: string): Sentence {
  return Object.hasOwn(names, word) ? (names[word] as Sentence) : { zh: word, en: word };
}

export const VERDICT_NAMES: Readonly<Record<string, Sentence>> = {
  pass: { zh: "合格", en: "pass" },
  fail: { zh: "不合格", en: "fail" },
  void: { zh: "无效", en: "void" },
  undecided: { zh: "未定", en: "undecided" },
  "not-applicable": { zh: "不适用", en: "not applicable" },
};

export const SEVERITY_NAMES: Readonly<Record<string, Sentence>> = {
  minor: { zh: "轻微缺陷", en: "minor defect" },
  major: { zh: "严重缺陷", en: "major defect" },
  dangerous: { zh: "危险缺陷", en: "dangerous defect" },
};

export const REVOCATION_NAMES: Readonly<Record<string, Sentence>> = {
  compromised: { zh: "可能为他人掌握", en: "somebody else may have it" },
  lost: { zh: "已遗失或损坏", en: "it was lost or damaged" },
  closed: { zh: "站点已停业", en: "its station was closed" },
};
