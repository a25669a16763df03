import { VEHICLE_CLASSES } from "../../door/vehicle-class.ts";
import type { Sentence } from "../reason-shape.ts";

/** Of what kind a fact is, and so which comparisons a rulebook may make with it. Dates are texts like 2021-01-01. */
export type FactKind = "number" | "text" | "yes-no" | "date";

/** One fact by the name that rulebooks use. `values` where the domain is closed: another value would be a slip. */
export interface FactWords extends Sentence {
  readonly kind: FactKind;
  /** Empty where a figure has none, and for all that is no figure. */
  readonly unit: string;
  readonly values: readonly string[] | null;
}

/** Methods of exhaust tests (排放检测方法), whether this software does them or not. */
export const EXHAUST_METHODS = ["double-idle", "asm", "vmas", "lug-down", "free-acceleration"] as const;

/** What the registry's dossier says of the vehicle and of the inspection ordered. */
export const VEHICLE_FACTS = {
  "vehicle.class": text("车辆类型", "vehicle class", VEHICLE_CLASSES),
  "vehicle.category": text("车辆类别", "vehicle category", categories()),
  "vehicle.group": text("车辆分组", "vehicle group", ["KA", "KB", "HZ", "G", "N", "M"]),
  "vehicle.use": text("使用性质", "use of the vehicle", [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]),
  "vehicle.passengerCar": yesNo("是否乘用车", "passenger car or not"),
  "vehicle.grossMassKg": number("总质量", "gross mass", "kg"),
  "vehicle.curbMassKg": number("整备质量", "curb mass", "kg"),
  "vehicle.seats": number("核定载人数", "seats, the driver's included", ""),
  "vehicle.body": text("车身结构", "body of a goods vehicle or trailer", [
    ...(["dropside", "box", "closed", "tank", "flat", "container", "dump", "stake", "other"] as const),
  ]),
  "vehicle.articulated": yesNo("是否铰接", "articulated or not"),
  "vehicle.drive": text("驱动形式", "driven wheels", [
    ...(["two-wheel", "part-time-four-wheel", "full-time-four-wheel"] as const),
  ]),
  "vehicle.load": text("检验载荷状态", "load that is ordered for the test", ["unladen", "laden"]),
  "vehicle.lengthMm": number("车长", "length", "mm"),
  "vehicle.widthMm": number("车宽", "width", "mm"),
  "vehicle.heightMm": number("车高", "height", "mm"),
  "vehicle.abs": yesNo("是否装有防抱制动装置", "anti-lock brakes or not"),
  "vehicle.retarder": yesNo("是否装有辅助制动装置", "retarder or not"),
  "vehicle.catalyst": text("三元催化", "three-way catalyst", ["yes", "no", "untold"]),
  "vehicle.casualtyAccident": yesNo("是否发生过伤亡事故", "in an accident with casualties or not"),
  "vehicle.disabilityAid": yesNo(
    "是否加装肢体残疾人操纵辅助装置",
    "aids for a driver with a disability or not",
  ),
  "vehicle.schoolBus": yesNo("是否校车", "school bus or not"),
  "vehicle.lampSystem": text("前照灯制", "lamp system", ["one-lamp", "two-lamp", "four-lamp"]),
  "vehicle.highBeamIndependent": yesNo("远光能否单独调整", "high beam adjustable alone or not"),
  "vehicle.produced": date("出厂日期", "day of production"),
  "vehicle.firstRegistered": date("初次登记日期", "day of first registration"),
  "vehicle.ageYears": number("初次登记至今满年数", "full years since the first registration", "a"),
  "vehicle.fuel": text("燃料种类", "fuel", [
    ...(["petrol", "diesel", "gas", "bi-fuel", "methanol", "hybrid", "plug-in-hybrid"] as const),
    ...(["electric", "hydrogen", "none"] as const),
  ]),
  "vehicle.ratedEngineSpeedRpm": number("发动机额定转速", "rated engine speed", "rpm"),
  "vehicle.maxSpeedKmh": number("最高设计车速", "greatest design speed", "km/h"),
  "vehicle.brakeCircuits": text("行车制动管路", "circuits of the service brake", ["single", "dual"]),
  "vehicle.axles": number("轴数", "number of axles", ""),
  "vehicle.wheels": number("车轮数（每轴左右各一）", "wheels, one a side of each axle", ""),
  "vehicle.parkingWheels": number("驻车制动车轮数", "wheels with a parking brake", ""),
  "vehicle.steeredAxles": number("转向轴数", "number of steered axles", ""),
  "vehicle.steeredFrontAxles": number("前转向轴数", "number of steered front axles", ""),
  "vehicle.frontSuspension": text("前轴悬架", "front suspension", ["independent", "non-independent"]),
  "job.check": text("检验类别", "kind of inspection", ["in-use", "registration"]),
  "job.limitSet": text("排放限值类别", "limit set of the exhaust test", ["a", "b"]),
  "job.exhaustMethod": text("允许的排放检测方法", "exhaust method that the network allows", [
    ...EXHAUST_METHODS,
    "untold",
  ]),
} as const satisfies Record<string, FactWords>;

/** What it says of the axle that an item belongs to. */
export const AXLE_FACTS = {
  "axle.position": text("轴位", "position of the axle", ["front", "rear"]),
  "axle.suspension": text("该轴悬架", "suspension of the axle", ["independent", "non-independent"]),
  "axle.steered": yesNo("是否转向轴", "steered axle or not"),
  "axle.parkingBrake": yesNo("是否驻车制动轴", "parking brake on the axle or not"),
} as const satisfies Record<string, FactWords>;

/** What each procedure measures. Positive offsets are right and up. */
export const MEASURED_FACTS = {
  weighing: { "axle.loadKg": number("轴荷", "axle load", "kg") },
  "service-brake": {
    "brake.maxLeftN": number("左轮最大制动力", "greatest braking force left", "N"),
    "brake.maxRightN": number("右轮最大制动力", "greatest braking force right", "N"),
    "brake.differenceN": number("制动力过程差", "greatest difference of the build-up", "N"),
    "brake.dragLeftN": number("左轮阻滞力", "drag left", "N"),
    "brake.dragRightN": number("右轮阻滞力", "drag right", "N"),
    "brake.lockedLeft": number("左轮抱死（1 是，0 否）", "left wheel locked (1 yes, 0 no)", ""),
    "brake.lockedRight": number("右轮抱死（1 是，0 否）", "right wheel locked (1 yes, 0 no)", ""),
  },
  "parking-brake": {
    "parking.maxLeftN": number("左轮驻车制动力", "parking brake force left", "N"),
    "parking.maxRightN": number("右轮驻车制动力", "parking brake force right", "N"),
    "parking.lockedLeft": number(
      "左轮驻车抱死（1 是，0 否）",
      "left wheel locked by the parking brake (1 yes, 0 no)",
      "",
    ),
    "parking.lockedRight": number(
      "右轮驻车抱死（1 是，0 否）",
      "right wheel locked by the parking brake (1 yes, 0 no)",
      "",
    ),
  },
  "side-slip": { "slip.mPerKm": number("侧滑量", "side slip", "m/km") },
  headlamps: {
    "lamp.leftMainHighCd": number("左主灯远光发光强度", "high beam of the left main lamp", "cd"),
    "lamp.rightMainHighCd": number("右主灯远光发光强度", "high beam of the right main lamp", "cd"),
    "lamp.leftMinorHighCd": number("左副灯远光发光强度", "high beam of the left minor lamp", "cd"),
    "lamp.rightMinorHighCd": number("右副灯远光发光强度", "high beam of the right minor lamp", "cd"),
    "lamp.leftHighHorizontalMm": number("左灯远光水平偏移", "high beam left, sideways", "mm"),
    "lamp.leftHighVerticalMm": number("左灯远光垂直偏移", "high beam left, up or down", "mm"),
    "lamp.leftLowHorizontalMm": number("左灯近光水平偏移", "low beam left, sideways", "mm"),
    "lamp.leftLowVerticalMm": number("左灯近光垂直偏移", "low beam left, up or down", "mm"),
    "lamp.leftHeightMm": number("左灯高度", "height of the left lamp", "mm"),
    "lamp.rightHighHorizontalMm": number("右灯远光水平偏移", "high beam right, sideways", "mm"),
    "lamp.rightHighVerticalMm": number("右灯远光垂直偏移", "high beam right, up or down", "mm"),
    "lamp.rightLowHorizontalMm": number("右灯近光水平偏移", "low beam right, sideways", "mm"),
    "lamp.rightLowVerticalMm": number("右灯近光垂直偏移", "low beam right, up or down", "mm"),
    "lamp.rightHeightMm": number("右灯高度", "height of the right lamp", "mm"),
  },
  "double-idle": {
    // Sums and counts, not means: a mean of thirty-one samples is no decimal, and a rule rounds only once.
    "exhaust.idleCoSumPct": number("怠速 CO 之和", "sum of CO at idle", "%"),
    "exhaust.idleHcSumPpm": number("怠速 HC 之和", "sum of HC at idle", "ppm"),
    "exhaust.idleSamples": number("怠速采样数", "samples at idle", ""),
    "exhaust.highIdleCoSumPct": number("高怠速 CO 之和", "sum of CO at high idle", "%"),
    "exhaust.highIdleHcSumPpm": number("高怠速 HC 之和", "sum of HC at high idle", "ppm"),
    "exhaust.highIdleLambdaSum": number("高怠速过量空气系数之和", "sum of lambda at high idle", ""),
    "exhaust.highIdleSamples": number("高怠速采样数", "samples at high idle", ""),
  },
  "free-acceleration": {
    "smoke.peakSumPerM": number("光吸收系数峰值之和", "sum of the peaks of k", "m⁻¹"),
    "smoke.accelerations": number("计入的加速次数", "accelerations that count", ""),
  },
} as const satisfies Record<string, Readonly<Record<string, FactWords>>>;

/** Sums over all axles; missing as soon as one axle is, but for what has been weighed so far. */
export const SUM_FACTS = {
  "vehicle.loadSumKg": number("各轴轴荷之和", "sum of the axle loads", "kg"),
  "vehicle.weighedKg": number("已称各轴轴荷之和", "sum of the axle loads weighed so far", "kg"),
  "vehicle.serviceForceSumN": number("各轴制动力之和", "sum of the braking forces", "N"),
  "vehicle.parkingForceSumN": number("驻车制动力之和", "sum of the parking brake forces", "N"),
  "vehicle.serviceLockedWheels": number("行车制动抱死车轮数", "wheels locked by the service brake", ""),
  "vehicle.parkingLockedWheels": number("驻车制动抱死车轮数", "wheels locked by the parking brake", ""),
} as const satisfies Record<string, FactWords>;

/** What the figures of one axle say together. */
export const DERIVED_FACTS = {
  "brake.weakerLocked": number(
    "制动力较小的车轮抱死（1 是，0 否）",
    "the weaker wheel locked (1 yes, 0 no)",
    "",
  ),
  "brake.greatestN": number("左右轮最大制动力中较大者", "the greater of the two maxima", "N"),
  "brake.maximaApartN": number("左右轮最大制动力之差", "difference of the two maxima", "N"),
} as const satisfies Record<string, FactWords>;

/** Remarks of a brake run that are facts too: what ended the search for the difference, and the run itself. */
export const NOTE_FACTS = {
  "brake.windowEnd": text("过程差取值终点", "end of the build-up", [
    "later",
    "first",
    "lock",
    "blocked-side",
  ]),
  "brake.stop": text("制动检测结束方式", "end of the brake run", ["lock", "ended", "time-limit"]),
} as const satisfies Record<string, FactWords>;

/** What inspectors measure with a gauge in their hands and enter. */
export const MANUAL_FACTS = {
  "manual.treadSteerMm": number(
    "转向轮胎冠花纹深度（最小）",
    "least tread depth of the steered wheels",
    "mm",
  ),
  "manual.treadOtherMm": number(
    "其他车轮胎冠花纹深度（最小）",
    "least tread depth of the other wheels",
    "mm",
  ),
  "manual.steeringPlayDeg": number("方向盘最大自由转动量", "greatest free play of the steering wheel", "°"),
  "manual.frontLeftHeightMm": number("车身前部左侧高度", "height of the body at the front, left", "mm"),
  "manual.frontRightHeightMm": number("车身前部右侧高度", "height of the body at the front, right", "mm"),
  "manual.rearLeftHeightMm": number("车身后部左侧高度", "height of the body at the rear, left", "mm"),
  "manual.rearRightHeightMm": number("车身后部右侧高度", "height of the body at the rear, right", "mm"),
} as const satisfies Record<string, FactWords>;

/** What those say together. */
export const MANUAL_DERIVED_FACTS = {
  "manual.frontHeightApartMm": number(
    "车身前部左右高度差",
    "left and right apart in height, at the front",
    "mm",
  ),
  "manual.rearHeightApartMm": number(
    "车身后部左右高度差",
    "left and right apart in height, at the rear",
    "mm",
  ),
} as const satisfies Record<string, FactWords>;

type UnionKeys<Groups> = Groups extends unknown ? keyof Groups : never;
export type VehicleFact = keyof typeof VEHICLE_FACTS;
export type AxleFact = keyof typeof AXLE_FACTS;
export type MeasuredFact = UnionKeys<(typeof MEASURED_FACTS)[keyof typeof MEASURED_FACTS]>;
export type SumFact = keyof typeof SUM_FACTS;
export type DerivedFact = keyof typeof DERIVED_FACTS;
export type NoteFact = keyof typeof NOTE_FACTS;
export type ManualFact = keyof typeof MANUAL_FACTS;
export type ManualDerivedFact = keyof typeof MANUAL_DERIVED_FACTS;

/** Every fact that a rulebook may name, beside its own rules above. */
export const FACTS: ReadonlyMap<string, FactWords> = new Map<string, FactWords>(
  [
    ...[VEHICLE_FACTS, AXLE_FACTS, ...Object.values(MEASURED_FACTS), SUM_FACTS, DERIVED_FACTS, NOTE_FACTS],
    ...[MANUAL_FACTS, MANUAL_DERIVED_FACTS],
  ].flatMap((group) => Object.entries<FactWords>(group)),
);

/** The rounded value of a rule is a fact to the rules below it, by the rule's id; that has no other name. */
export function factName(fact: string): Sentence {
  return FACTS.get(fact) ?? { zh: fact, en: fact };
}

/** A figure with its unit, as `820 kg`. */
export function figureSaid(fact: string, value: string): string {
  const unit = FACTS.get(fact)?.unit ?? "";
  return unit === "" ? value : `${value} ${unit}`;
}

function number<Unit extends string>(zh: string, en: string, unit: Unit) {
  return { kind: "number", zh, en, unit, values: null } as const;
}

function text<const Values extends readonly string[] | null>(zh: string, en: string, values: Values) {
  return { kind: "text", zh, en, unit: "", values } as const;
}

function yesNo(zh: string, en: string) {
  return { kind: "yes-no", zh, en, unit: "", values: ["yes", "no"] } as const;
}

function date(zh: string, en: string) {
  return { kind: "date", zh, en, unit: "", values: null } as const;
}

function categories(): readonly string[] {
  return [...new Set(VEHICLE_CLASSES.map((code) => code.slice(0, 2)))];
}
