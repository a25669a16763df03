/** What a rulebook must be like in its meaning, as `forms.ts` says it of texts: noun phrases after "allowed:" and "应为". */
export const RULEBOOK_FORMS = {
  comparisons: {
    zh: "不超过 {n} 个比较的条件（请用 in 合并，或拆成几条规则）",
    en: "at most {n} comparisons: join them by `in`, or make several rules of it",
  },
  bound: {
    zh: "该数值可能达到也可能达不到的界限（{n}）",
    en: "a bound that such a figure can keep and break ({n})",
  },
  factor: {
    zh: "两个同单位数值之比的合理范围（{n}）",
    en: "a factor between two figures of one unit ({n})",
  },
  limitRange: {
    zh: "该公式结果可能的限值（{n}）",
    en: "a limit that fits what the formula gives ({n})",
  },
  limitDecides: {
    zh: "可信的数值可能满足也可能不满足的限值（{n}）",
    en: "a limit that credible figures can keep and break ({n})",
  },
  limitDigits: {
    zh: "小数位数不多于 decimals（{n}）的限值，因为数值先按该位数修约",
    en: "a limit with no more decimals than the figure is rounded to ({n})",
  },
  limitOrder: { zh: "不大于 atMost 的 atLeast", en: "an atLeast that is not above atMost" },
  gravity: { zh: "重力加速度（{n}）", en: "the acceleration of gravity ({n})" },
  tolerance: { zh: "合理的允差（{n}）", en: "a tolerance ({n})" },
  oneUnit: {
    zh: "与同一公式中其他数值单位相同（{n}）的事实",
    en: "a fact of one unit with the others of the formula ({n})",
  },
  quotientUnit: {
    zh: "单位为 {n} 的事实，或没有单位的计数",
    en: "a fact in {n}, or a count",
  },
  meanOfSum: {
    zh: "单个数值（该事实是多次采样之和，只能用 quotient 除以 {n}）",
    en: "a single figure; this one is a sum over samples, for a quotient by {n}",
  },
  scopeOfItem: {
    zh: "排检时已知的事实（车辆档案；按轴检验的项目还有该轴的事实）",
    en: "a fact that is known before anything is measured (the dossier's; of an axle only for items per axle)",
  },
  scopeOfRule: {
    zh: "该项目能得到的事实（{n} 不能：本规则的项目不测，或属于别的轴、别的项目）",
    en: "a fact that this item gets to know; {n} is of an axle, of another item, or measured by none of this book",
  },
  idOfFact: {
    zh: "不是事实名称的编号（否则该规则的数值会顶替这个事实）",
    en: "an id that no fact has, whose place the figure of the rule would take",
  },
  codeOfVehicle: {
    zh: "不含 {axle} 的代码（该项目按车检验，没有轴号）",
    en: "a code without {axle}, for this item is of the vehicle",
  },
  conditionNever: {
    zh: "对某辆车可能成立的条件（这一条自相矛盾，或与项目的 appliesWhen 矛盾）",
    en: "a condition that some vehicle can meet; this one contradicts itself or the appliesWhen of its item",
  },
  rowReached: {
    zh: "前面各行没有全部包括的一行（被第 {n} 行包括，行数从 0 起）",
    en: "a row that the ones above leave something to; row {n}, counted from 0, takes all of it",
  },
  rowApplies: {
    zh: "规则适用的车辆能用到的一行（这一行的车辆不适用本规则）",
    en: "a row for vehicles to which the rule applies; it applies to none of this row's",
  },
  tableWhole: {
    zh: "每辆适用的车都有一行的限值表（没有一行适用于：{n}；确无限值写 notJudged，本规则没有的写 notInBook）",
    en: "a row for every vehicle the rule applies to; none is true for {n} (notJudged says there is no limit, notInBook that this book has none)",
  },
  gradeOrder: {
    zh: "不比较轻缺陷（第 {n} 行，行数从 0 起）更严的限值",
    en: "a bound no stricter than that of the milder defect (row {n}, counted from 0)",
  },
  notApplicableUnread: {
    zh: "没有这一项（没有 appliesWhen 的项目总要检验，不会说它不适用）",
    en: "nothing here, for an item without appliesWhen is always done",
  },
  manualFact: { zh: "检验员录入的数值（{n}）", en: "a figure that an inspector enters ({n})" },
  valuesByHand: {
    zh: "不写 values（只有人工检验的要求才有：所属部分有 manual，且 by 为空）",
    en: "no values: only what is looked at by hand has any, in a part with `manual` and done by no item",
  },
  valueJudged: {
    zh: "至少有一条判定规则用到的数值（没人判定的数值不应要求录入）",
    en: "a figure that some rule of this code judges by: one that decides nothing is asked of nobody",
  },
  manualOfPart: {
    zh: "不写 manual（该部分没有人工检验的要求：每条要求都由项目完成）",
    en: "no `manual`: in this part nothing is looked at by hand, for items do all of it, or it has nothing",
  },
  codeOfNoItem: {
    zh: "不是检测项目编号的编号（记录中两者会混淆）",
    en: "a code that no item has, since a record would hold both under one name",
  },
  reinspected: {
    zh: "项目的 key（{n}）或人工检验要求的编号",
    en: "the key of an item ({n}), or the code of what is looked at by hand",
  },
  verifiedBy: {
    zh: "核对标准原文的人（confidence 为 verified 时必填）",
    en: "who held the standard in hand, since confidence says verified",
  },
  verifiedByNobody: {
    zh: "null，或把 confidence 改为 verified（写了核对人的就是已核对）",
    en: "null, or else confidence verified, since somebody signed it off",
  },
  rearmed: {
    zh: "0（只有 repeat 为 each 的 line-contact 才会重新计数）",
    en: "0, for only a line-contact that is counted each time is rearmed",
  },
  leftOutByHand: {
    zh: "false（只有考试员录入的项目规则才能用于未驾驶的项目）",
    en: "false, for only a rule of an item that the examiner enters can be of one that was not driven",
  },
  windowOfMachine: {
    zh: "没有 window（考试员评判的规则不按测量宽度判定）",
    en: "no window, for nothing is measured where only an examiner judges",
  },
  limitOfBay: {
    zh: "null（只有被某项目的 inBayBy 引用时才会用到这个限值）",
    en: "null, for such a limit is read only where an item names the rule in inBayBy",
  },
  examLimit: {
    zh: "该单位下合理的限值（{n}）",
    en: "a value that makes sense in its unit ({n})",
  },
} as const;
