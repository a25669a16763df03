import { type None, named, type Told, VERDICT_NAMES } from "./word-shape.ts";

/** Evidence for others, in which what tells of persons is hidden. Whole sentences. */
export const REDACTED_WORDS = {
  // --- what was looked at
  CHECKED_REDACTED: (_p: None) => ({
    zh: "遮蔽后结果的信封、签名、密钥的站点与时间、格式（姓名、号牌、证件、签名等栏目只有散列；原因中凡有参数被遮蔽的，其句子也被遮蔽），以及内容不自相矛盾。",
    en: "The redacted result: envelope, signature, the key's station and time, its form (fields of names, plates, papers and signatures hold digests alone, and a reason with a hidden part has no open sentence), and that it does not contradict itself.",
  }),
  CHECKED_REDACTED_COMPLETE: (p: { entries: number; from: number; to: number; hidden: number }) => ({
    zh: `任务的 ${p.entries} 条日志条目（第 ${p.from} 至 ${p.to} 条之间），连同所列的 ${p.hidden} 条遮蔽条目，数目与次序相符；时钟、软件与所依据的文本与结果一致。`,
    en: `The ${p.entries} entries of the job between ${p.from} and ${p.to}: with the ${p.hidden} that are named as hidden none is missing, and they follow each other; clock, software and texts of rules are those of the result.`,
  }),
  CHECKED_HIDDEN: (p: { values: number }) => ({
    zh: `给出的 ${p.values} 个值正是此处所遮蔽的值。`,
    en: `The ${p.values} values that were given are those that are hidden here.`,
  }),
  // --- what a reader has to know
  REDACTED_HIDES: (p: { values: number; entries: number; inputs: number }) => ({
    zh: `这是供他人查阅的遮蔽版：${p.values} 个个人信息的值和 ${p.entries} 条日志条目（其中任务输入 ${p.inputs} 条）不予公开；持有盐值者可以证明其中的值。`,
    en: `It is redacted for others: ${p.values} values that tell of persons and ${p.entries} entries are hidden, ${p.inputs} of them inputs of the job. Whoever has the salts can show what a value was.`,
  }),
  REDACTED_RESTS_ON_STATION: (_p: None) => ({
    zh: "所示的信号确在站点日志中，且经见证签证；它们导出这一结果，则是站点的签名陈述：只有完整的证据包才能重算。",
    en: "The signals that are shown stand in the station's log, which a witness cosigned. That this result follows from them is the station's word, signed: only the whole bundle can be computed again.",
  }),
  REDACTED_WITHHOLDS: (_p: None) => ({
    zh: "只因个人情况（如事故、肢体残疾人辅助装置、登记日期）才要求的项目一律不列出，不论有无；应检项数因此也被遮蔽。",
    en: "What is asked of a vehicle only by a personal fact (an accident, aids for a disability, a date of its papers) is not listed, whether there is any or not; so the number of required items is hidden too.",
  }),
  REDACTED_VERDICT_UNSHOWN: (p: { verdict: string }) => {
    const verdict = named(VERDICT_NAMES, p.verdict);
    return {
      zh: `结论（${verdict.zh}）不能由所示项目得出，另有未列出的依据。`,
      en: `The verdict (${verdict.en}) does not follow from the items that are shown: it rests on what is not listed.`,
    };
  },
  REDACTED_WITHDRAWN: (p: { sequence: number; at: string }) => ({
    zh: `第 ${p.sequence} 号记录已于 ${p.at} 撤销：它是真的，但不再有效。`,
    en: `The record number ${p.sequence} was withdrawn at ${p.at}: it is genuine, and not in force.`,
  }),
  REDACTED_WITHDRAWAL_PENDING: (_p: None) => ({
    zh: "签封之后有一条遮蔽的人员操作：该记录已被撤销，撤销尚未签封。",
    en: "An act of a person is hidden after the seal: the record was withdrawn, and the withdrawal is not sealed yet.",
  }),
  // --- why it is refused
  REDACTED_TYPE_WRONG: (p: { found: string }) => ({
    zh: `签名内容的类型不是遮蔽后的结果：${p.found}。`,
    en: `What is signed is not a redacted result: ${p.found}.`,
  }),
  REDACTED_BEFORE_RECEIPT: (p: { at: string; witnessed: string }) => ({
    zh: `遮蔽的时间（${p.at}）早于检查点的见证时间（${p.witnessed}）。`,
    en: `It says that it was redacted at ${p.at}, before its checkpoint was cosigned (${p.witnessed}).`,
  }),
  REDACTED_ENTRIES_MISSING: (p: { found: number; said: number; job: string }) => ({
    zh: `任务 ${p.job}：公开与遮蔽的条目共 ${p.found} 条，签名的数目为 ${p.said} 条。`,
    en: `Job ${p.job}: ${p.found} entries are shown or named as hidden, where ${p.said} were signed for.`,
  }),
  REDACTED_ENTRY_OPEN: (p: { entry: string }) => ({
    zh: `条目（${p.entry}）可能含有个人信息，在遮蔽版中不得公开。`,
    en: `The entry (${p.entry}) may tell of persons, and stands open where it has to be hidden.`,
  }),
  SALTS_MALFORMED: (p: { because: Told }) => ({
    zh: `盐值文件格式不符：${p.because.zh}。`,
    en: `It is not a well-formed file of salts: ${p.because.en}.`,
  }),
  SALTS_OF_OTHER: (p: { found: string; document: string }) => ({
    zh: `盐值属于另一份遮蔽后的结果 ${p.found}，此处为 ${p.document}。`,
    en: `The salts are of the redacted result ${p.found}, and this one is ${p.document}.`,
  }),
  HIDDEN_VALUE_UNLIKE: (p: { path: string }) => ({
    zh: `给出的值不是 ${p.path} 处所遮蔽的值。`,
    en: `The value that was given is not the one that is hidden at ${p.path}.`,
  }),
};
