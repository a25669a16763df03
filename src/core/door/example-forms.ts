/** What the worked examples of a rulebook must be like, as `forms.ts` says it of texts: noun phrases after "allowed:" and "应为". */
export const EXAMPLE_FORMS = {
  exampleWord: {
    zh: "恰好一个结果：keeps、breaks、recorded、beyond、doubted、notJudged、notInBook、aside 或 missing",
    en: "one outcome: keeps, breaks, recorded, beyond, doubted, notJudged, notInBook, aside or missing",
  },
  examplesNeeded: {
    zh: "算例（usual 和 rows；没有算例，规则写错了也不会有人发现）",
    en: "worked examples (usual and rows), without which nobody would notice a slip of this rule",
  },
  exampleFact: { zh: "本规则用到的事实（{n}）", en: "a fact that this rule reads ({n})" },
  exampleComes: { zh: "按此得出的结果（{n}）", en: "what comes of it ({n})" },
  exampleIdle: {
    zh: "显示在结果里、恰在或紧邻本规则某一界限、或为 0 的数值",
    en: "a figure that shows in what comes of it, or at a bound of this rule or next to it, or 0",
  },
  exampleUsual: {
    zh: "只写一次的数值（usual 中无算例使用的，或与 usual 相同的，不写）",
    en: "nothing here: no example takes it from `usual`, or it is the usual one",
  },
  exampleOfRow: { zh: "有算例落到的一行", en: "a row at which some example ends" },
  exampleOfLimit: {
    zh: "算例从两侧紧邻说明、且仅由本行决定的限值（缺 {n}）",
    en: "a limit that examples show on both sides, this row alone deciding (none {n})",
  },
  exampleOfMember: {
    zh: "有算例说明的取值（删去它，没有一个算例的结果会变）",
    en: "a value without which some example would come out otherwise",
  },
  exampleOfWord: {
    zh: "算例说明的条件（仅由它决定结果的算例，成立和不成立的各至少一个；缺 {n}）",
    en: "a condition by which alone some example comes out as it does where it holds, and some where it fails (none {n})",
  },
  exampleOfBound: {
    zh: "算例从两侧紧邻说明的界限（恰在界限上的和紧靠另一侧的各至少一个，结果仅由它决定；缺 {n}）",
    en: "a bound by which alone some example at it, and some next to it on the other side, come out as they do (none {n})",
  },
  exampleOfInput: {
    zh: "算例能分辨的输入（换成 {n} 没有一个算例的结果会变；- 为删去）",
    en: "an input for which some example would notice {n} (- for nothing in its place)",
  },
  exampleOfFormula: {
    zh: "算例能与 {n} 分辨的公式",
    en: "a formula that some example tells from {n}",
  },
  vehiclesNeeded: {
    zh: "示例车辆（inspectedOn、usual 和 rows，写明要求什么、由谁检验）",
    en: "example vehicles (inspectedOn, usual and rows) that say what is asked of whom and who does it",
  },
  exampleVehicle: {
    zh: "车辆档案可以接受的车辆（{n} 不可接受）",
    en: "a vehicle that a dossier may describe (its {n} may not be so)",
  },
  vehicleWants: {
    zh: "至少一辆示例车辆的 {n} 中列出的要求",
    en: "a requirement that some example vehicle lists in `{n}`",
  },
  vehicleSpares: {
    zh: "至少一辆写明 {n} 的示例车辆没有列出的要求（它有 when）",
    en: "a requirement that some example vehicle which states `{n}` does not list, for it has a `when`",
  },
  vehicleBy: {
    zh: "至少一辆示例车辆的 by 中由该项目完成的要求",
    en: "an item by which some example vehicle has this done",
  },
  vehicleJudged: {
    zh: "至少一辆示例车辆的 judging 中列出的判定规则",
    en: "a rule that some example vehicle lists in `judging`, since it judges",
  },
  setting: { zh: "该设置的合理取值（{n}）", en: "a setting that makes sense here ({n})" },
} as const;
