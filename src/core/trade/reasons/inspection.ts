import { type AnyReason, type None, type ReasonRows, sayAll } from "../reason-shape.ts";
import { everyStopReason, reasonGiven } from "../words/abort-reasons.ts";
import { actorName } from "../words/actors.ts";
import { answerName } from "../words/answers.ts";
import { commandName } from "../words/commands.ts";
import { factName } from "../words/facts.ts";
import { faultName } from "../words/faults.ts";
import { figureName } from "../words/figures.ts";
import { placeName } from "../words/places.ts";
import { figureOfReading, readingName } from "../words/readings.ts";
import { roleName } from "../words/roles.ts";
import { ITEM_RUN_REASONS } from "./item-runs.ts";

/** An inspection: why something is void, undecided, refused or to be looked at. What one run of an item may end with: item-runs.ts. */
export const INSPECTION_REASONS = {
  ...ITEM_RUN_REASONS,
  // --- commands
  INSPECTION_OVER: (_p: None) => ({ zh: "检验已经结束", en: "the inspection is over" }),
  INSPECTION_BEGUN: (_p: None) => ({ zh: "检验已经开始", en: "the inspection has begun already" }),
  NOTHING_WAITS: (_p: None) => ({
    zh: "没有项目在等待继续的指令",
    en: "no item waits to be told to go on",
  }),
  NO_ITEM_RUNS: (_p: None) => ({ zh: "没有正在检测的项目", en: "no item is running" }),
  // --- the lane
  ROLE_ABSENT: (p: { role: string }) => ({
    zh: `检测线没有${roleName(p.role).zh}`,
    en: `the lane has no ${roleName(p.role).en}`,
  }),
  PLACE_ABSENT: (p: { place: string }) => ({
    zh: `检测线的工位中没有${placeName(p.place).zh}`,
    en: `no position of the lane has the ${placeName(p.place).en}`,
  }),
  /** Faults of one device that stand, whether an item runs or not. */
  FAULT_STANDS: (p: { role: string; faults: readonly string[] }) => ({
    zh: `${roleName(p.role).zh}故障（${p.faults.map((fault) => faultName(fault).zh).join("、")}）`,
    en: `fault of the ${roleName(p.role).en} (${p.faults.map((fault) => faultName(fault).en).join(", ")})`,
  }),
  BEAM_UNREADABLE: (p: { place: string }) => ({
    zh: `${placeName(p.place).zh}的光电开关信号不可读`,
    en: `the light beam at the ${placeName(p.place).en} cannot be read`,
  }),
  VEHICLE_LEFT: (p: { place: string }) => ({
    zh: `检测中车辆离开了${placeName(p.place).zh}`,
    en: `the vehicle left the ${placeName(p.place).en} while it was measured`,
  }),
  /** In words, as before there was a list. */
  STOPPED_BY_HAND: (p: { typed: string }) => ({
    zh: `人工停止：${p.typed}`,
    en: `stopped by hand: ${p.typed}`,
  }),
  /** By a code of `STOP_REASONS`. */
  STOPPED_FOR: (p: { by: string; choice: string; note: string }) => {
    const by = actorName(p.by);
    const given = reasonGiven(everyStopReason(), p.choice, p.note);
    return { zh: `由${by.zh}停止：${given.zh}`, en: `stopped by the ${by.en}: ${given.en}` };
  },
  RESTARTED_MEANWHILE: (_p: None) => ({
    zh: "检测期间本站重新启动",
    en: "the station was restarted while it ran",
  }),
  RESTARTED_OFTEN: (p: { times: number }) => ({
    zh: `检测期间本站重新启动 ${p.times} 次`,
    en: `the station was restarted ${p.times} times while it ran`,
  }),
  MEASURED_AGAIN: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `重新检测：${why.zh}`, en: `measured again: ${why.en}` };
  },
  // --- readings and answers
  READING_DOUBTFUL: (p: { reading: string; quality: string; because: AnyReason | null }, say) => {
    const name = readingName(p.reading);
    const why = p.because === null ? null : say(p.because);
    const bad = p.quality === "bad";
    return {
      zh: `${name.zh}${bad ? "无效" : "存疑"}${why === null ? "" : `：${why.zh}`}`,
      en: `the ${name.en} is ${bad ? "bad" : "in doubt"}${why === null ? "" : `: ${why.en}`}`,
    };
  },
  READING_NO_NUMBER: (p: { reading: string; figure: string; found: string }) => ({
    zh: `${readingName(p.reading).zh}的${figureOfReading(p.reading, p.figure).zh}不是数字：${p.found}`,
    en: `the ${readingName(p.reading).en} has no number for ${figureOfReading(p.reading, p.figure).en}: ${p.found}`,
  }),
  FIGURE_INCREDIBLE: (p: { figure: string; found: string; from: string; to: string }) => ({
    zh: `分析仪给出的${figureName(p.figure).zh} ${p.found} 不在发动机可能的范围（${p.from} 至 ${p.to}）内`,
    en: `the analyser gave ${figureName(p.figure).en} ${p.found}, which no engine does (${p.from} to ${p.to})`,
  }),
  ANSWER_BAD: (p: { command: string; outcome: string }) => ({
    zh: `设备对“${commandName(p.command).zh}”的应答：${answerName(p.outcome).zh}`,
    en: `the instrument answered "${commandName(p.command).en}" with: ${answerName(p.outcome).en}`,
  }),
  ANSWER_UNCONFIRMED: (p: { command: string; outcome: string }) => ({
    zh: `设备未确认“${commandName(p.command).zh}”：${answerName(p.outcome).zh}`,
    en: `the instrument did not confirm "${commandName(p.command).en}": ${answerName(p.outcome).en}`,
  }),
  /** `asked` null: nothing was asked. */
  ANSWER_UNASKED: (p: { command: string; asked: string | null }) => ({
    zh: `设备应答的是“${commandName(p.command).zh}”，${p.asked === null ? "此时没有询问" : `询问的是“${commandName(p.asked).zh}”`}`,
    en: `the instrument answered "${commandName(p.command).en}", asked was ${p.asked === null ? "nothing" : `"${commandName(p.asked).en}"`}`,
  }),
  // --- items, as verdicts and facts tell them
  NOT_MEASURED: (_p: None) => ({ zh: "未检测", en: "not measured" }),
  NOT_MEASURED_BEFORE_ABORT: (_p: None) => ({ zh: "中止前未检测", en: "not measured before the abort" }),
  ITEM_NOT_MEASURED: (p: { item: string }) => ({
    zh: `${p.item} 未检测`,
    en: `${p.item} was not measured`,
  }),
  /** Not `because`: of a void item a person has to know which one it is. */
  ITEM_VOID: (p: { item: string; why: AnyReason }, say) => {
    const why = say(p.why);
    return { zh: `${p.item} 无效：${why.zh}`, en: `${p.item} is void: ${why.en}` };
  },
  ITEM_UNDECIDED: (p: { item: string; because: readonly AnyReason[] }, say) => {
    const why = sayAll(p.because, say);
    return { zh: `${p.item} 未定：${why.zh}`, en: `${p.item} undecided: ${why.en}` };
  },
  ITEM_NOT_APPLICABLE: (p: { item: string }) => ({
    zh: `${p.item} 不适用`,
    en: `${p.item} does not apply`,
  }),
  // --- what is required
  NO_PROCEDURE: (_p: None) => ({
    zh: "本规则没有该项目的检验方法",
    en: "this rulebook has no procedure for it",
  }),
  NOT_IN_RULEBOOK: (p: { rulebook: string; items: readonly (readonly [string, string, string])[] }) => ({
    zh: `应检而未检（规则 ${p.rulebook} 不能检）：${p.items.map(([code, zh]) => `${code} ${zh}`).join("、")}`,
    en: `not-in-rulebook: required and not done by ${p.rulebook}: ${p.items.map(([code, , en]) => `${code} ${en}`).join(", ")}`,
  }),
  SCOPE_COUNTED: (p: {
    required: number;
    done: number;
    open: number;
    missing: number;
    elsewhere: number;
  }) => {
    const parts = [
      [p.done, `本结论判定 ${p.done} 项`, `${p.done} judged here`],
      [p.open, `未完成 ${p.open} 项`, `${p.open} open`],
      [p.missing, `无人检验 ${p.missing} 项`, `${p.missing} done by nobody`],
      [p.elsewhere, `另行检验 ${p.elsewhere} 项`, `${p.elsewhere} left to others`],
    ] as const;
    const told = parts.filter(([count]) => count > 0);
    return {
      zh: `应检 ${p.required} 项：${told.map(([, zh]) => zh).join("，")}`,
      en: `${p.required} required: ${told.map(([, , en]) => en).join(", ")}`,
    };
  },
  LEFT_TO_OTHERS: (p: { parts: readonly (readonly [string, string, number])[] }) => ({
    zh: `本结论不含另行检验的部分：${p.parts.map(([zh, , items]) => `${zh}（${items} 项）`).join("、")}`,
    en: `not part of this verdict, left to others: ${p.parts.map(([, en, items]) => `${en} (${items})`).join(", ")}`,
  }),
  VOLUNTARY_NOT_DONE: (p: { items: readonly (readonly [string, string, string])[] }) => ({
    zh: `推荐性项目未检：${p.items.map(([code, zh]) => `${code} ${zh}`).join("、")}`,
    en: `recommended and not done: ${p.items.map(([code, , en]) => `${code} ${en}`).join(", ")}`,
  }),
  /** Facts of a dossier by their names. */
  RESTS_ON_WORDS: (p: { facts: readonly string[] }) => ({
    zh: `以下登记信息没有其他信息印证，若有误则要求会更严：${p.facts.map((fact) => factName(fact).zh).join("、")}`,
    en: `told by the registry alone, and stricter were it otherwise: ${p.facts.map((fact) => factName(fact).en).join(", ")}`,
  }),
  VEHICLE_CLASS_NOT_SERVED: (p: { rulebook: string; vehicleClass: string; served: readonly string[] }) => ({
    zh: `规则 ${p.rulebook} 不检验类型 ${p.vehicleClass}，可检 ${p.served.join("、")}`,
    en: `${p.rulebook} does not inspect class ${p.vehicleClass}; it inspects ${p.served.join(", ")}`,
  }),
  PART_NOT_LEFT: (p: { part: string; allowed: readonly string[] }) => ({
    zh: `委托单把“${p.part}”交由他处，本规则只允许：${p.allowed.join("、")}`,
    en: `the order leaves "${p.part}" to others; this rulebook allows that of ${p.allowed.join(", ")}`,
  }),
  REGISTERED_LATER: (p: { firstRegistered: string; today: string }) => ({
    zh: `初次登记日期 ${p.firstRegistered} 不在检验日期 ${p.today} 之前：新车应做注册登记检验`,
    en: `first registered on ${p.firstRegistered}, which is not before ${p.today}: a new vehicle is inspected for its registration`,
  }),
  REGISTERED_AFTER_TODAY: (p: { firstRegistered: string; today: string }) => ({
    zh: `初次登记日期 ${p.firstRegistered} 在检验日期 ${p.today} 之后：注册登记检验的车辆尚未登记，请更正日期或写 null`,
    en: `first registered on ${p.firstRegistered}, which is after ${p.today}: what is inspected for its registration has no such day yet; correct it, or leave it null`,
  }),
  ITEM_GAVE_NONE: (p: { item: string }) => ({ zh: `${p.item} 未给出该值`, en: `${p.item} did not give it` }),
  NO_LIMIT_APPLIES: (_p: None) => ({
    zh: "已测量，本项无限值要求",
    en: "measured; no limit applies to it",
  }),
  NOT_NOTED: (_p: None) => ({ zh: "没有记录", en: "not noted" }),
  NO_AXLE_TO_MEASURE: (_p: None) => ({ zh: "没有需要检测的轴", en: "no axle was to be measured" }),
  NOT_APPLICABLE: (_p: None) => ({ zh: "该车无需检验此项", en: "does not apply to this vehicle" }),
  /** In the words of the rulebook, which are its data. */
  NOT_APPLICABLE_BY_RULEBOOK: (p: { zh: string; en: string }) => ({ zh: p.zh, en: p.en }),
  // --- recorded measurements
  VOID_AS_RECORDED: (p: { typed: string }) => ({
    zh: `记录为无效：${p.typed}`,
    en: `recorded as void: ${p.typed}`,
  }),
  ITEM_UNKNOWN: (p: { item: string }) => ({
    zh: `该车的检验没有项目 ${p.item}`,
    en: `${p.item} is no item of this inspection`,
  }),
  FACT_NOT_MEASURED_HERE: (p: { item: string; fact: string; known: readonly string[] }) => ({
    zh: `${p.item} 不测量 ${p.fact}，可用：${p.known.join("、")}`,
    en: `${p.item} does not measure ${p.fact}; it knows ${p.known.join(", ")}`,
  }),
  NO_CURVE_HERE: (p: { item: string }) => ({
    zh: `${p.item} 没有曲线，只有制动项目有`,
    en: `${p.item} has no curve, only brake items have`,
  }),
  // --- the number of the vehicle
  VIN_AGREES: (_p: None) => ({
    zh: "车辆识别代号校验位相符",
    en: "The VIN's check digit agrees.",
  }),
  VIN_DIFFERS: (_p: None) => ({
    zh: "车辆识别代号校验位不符，请人工核对（不作为判定依据）",
    en: "The VIN's check digit does not agree: verify by hand (decides nothing).",
  }),
  VIN_FILLED_IN: (_p: None) => ({
    zh: "车辆识别代号全为同一字符，请人工核对（不作为判定依据）",
    en: "The VIN is one character all along: verify by hand (decides nothing).",
  }),
  FRAME_NUMBER_UNCHECKED: (_p: None) => ({
    zh: "整车出厂编号没有校验位，请人工核对（不作为判定依据）",
    en: "A frame number has no check digit: verify by hand (decides nothing).",
  }),
  VIN_CHECKED: (p: { sum: number; rest: number; expected: string; found: string }) => ({
    zh: `加权和 ${p.sum} 除以 11 余 ${p.rest}：校验位应为 ${p.expected}，实际为 ${p.found}`,
    en: `weighted sum ${p.sum} mod 11 = ${p.rest}: check digit ${p.expected}, found ${p.found}`,
  }),
  VIN_LENGTH: (p: { found: number; needed: number }) => ({
    zh: `共 ${p.found} 个字符，应为 ${p.needed} 个`,
    en: `${p.found} characters, not ${p.needed}`,
  }),
  VIN_CHARACTER: (p: { found: string }) => ({
    zh: `车辆识别代号中不会出现字符 ${p.found}`,
    en: `${p.found} does not occur in a VIN`,
  }),
  VIN_PROVES_NOTHING: (p: { characters: number }) => ({
    zh: `${p.characters} 个相同字符不能证明什么`,
    en: `${p.characters} equal characters prove nothing`,
  }),
} as const satisfies ReasonRows;
