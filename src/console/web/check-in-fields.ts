import { ID_KINDS } from "../../core/door/identity-document.ts";
import { LICENCE_CLASSES } from "../../core/door/licence-class.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { factName, VEHICLE_FACTS } from "../../core/trade/words/facts.ts";
import { inputValue } from "../../core/trade/words/inputs.ts";
import { LIMIT_SETS, PLATE_CLASSES_OFFERED, USES } from "../../core/trade/words/papers.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { subjectLabel, subjectValue } from "../../core/trade/words/subject.ts";
import type { TextKey } from "./texts.ts";

export type Option = readonly [value: string, name: Sentence];

/** One thing that a form asks for, by its key in the papers (`dimensions.lengthMm`). */
export interface AskedField {
  readonly key: string;
  readonly label: Sentence;
  readonly form:
    | "text"
    | "code"
    | "figure"
    | "day"
    | "choice"
    | "yes-no"
    | "plate"
    | "vehicle-number"
    | "identity";
  readonly unit?: string;
  readonly options?: readonly Option[];
  /** It may be left out; what comes of that. Absent: it is needed. */
  readonly without?: Sentence;
  readonly hint?: TextKey;
  readonly isShown?: (values: Values) => boolean;
  /** Of its own component: see the page. */
  readonly isWide?: boolean;
}

export type Values = Readonly<Record<string, string>>;

export interface AskedGroup {
  readonly title: TextKey;
  readonly fields: readonly AskedField[];
}

export interface AskedForm {
  readonly first: readonly AskedGroup[];
  readonly more: readonly AskedField[];
}

const ofFact = (
  key: string,
  fact: keyof typeof VEHICLE_FACTS,
): Pick<AskedField, "key" | "label" | "unit"> => {
  const { unit } = VEHICLE_FACTS[fact];
  return { key, label: factName(fact), ...(unit === "" ? {} : { unit }) };
};
const ofSubject = (key: string): Pick<AskedField, "key" | "label"> => ({ key, label: subjectLabel(key) });
const words = (fact: keyof typeof VEHICLE_FACTS): readonly Option[] =>
  (VEHICLE_FACTS[fact].values ?? []).map((value) => [value, inputValue(fact, value)]);
const named = (names: Readonly<Record<string, Sentence>>): readonly Option[] =>
  Object.entries(names).map(([code, { zh, en }]) => [code, { zh: `${code} ${zh}`, en: `${code} ${en}` }]);

export const isSmall = ({ vehicleClass = "" }: Values): boolean => /^K[34]/.test(vehicleClass);
const isGoods = ({ vehicleClass = "" }: Values): boolean => /^[HBGN]/.test(vehicleClass);
const carriesGoods = ({ vehicleClass = "" }: Values): boolean => /^[HBGZN]/.test(vehicleClass);
const hasEngine = ({ fuel = "" }: Values): boolean => !["none", "electric", "hydrogen"].includes(fuel);

const VEHICLE: AskedForm = {
  first: [
    {
      title: "whoIsIt",
      fields: [
        { ...ofSubject("plate"), form: "plate" },
        {
          ...ofSubject("plateClass"),
          form: "choice",
          options: PLATE_CLASSES_OFFERED.map(([code, { zh, en }]) => [
            code,
            { zh: `${code} ${zh}`, en: `${code} ${en}` },
          ]),
        },
        { ...ofSubject("vin"), form: "vehicle-number" },
        { key: "job", label: { zh: "检验流水号", en: "Number of the order" }, form: "code" },
      ],
    },
    {
      title: "kindAndUse",
      fields: [
        { ...ofSubject("vehicleClass"), form: "choice", isWide: true },
        { ...ofSubject("use"), form: "choice", options: named(USES) },
        { ...ofFact("passengerCar", "vehicle.passengerCar"), form: "yes-no", isShown: isSmall },
        { ...ofSubject("fuel"), form: "choice", options: words("vehicle.fuel") },
        {
          ...ofSubject("firstRegistered"),
          form: "day",
          isShown: ({ check }) => check !== "registration",
        },
        { ...ofSubject("regionOfRegistration"), form: "text" },
      ],
    },
    {
      title: "massesAndAxles",
      fields: [
        {
          ...ofFact("grossMassKg", "vehicle.grossMassKg"),
          form: "figure",
          without: {
            zh: "空着：与总质量有关的限值不能判定。",
            en: "Left out, limits that go by the gross mass stay undecided.",
          },
        },
        {
          ...ofFact("curbMassKg", "vehicle.curbMassKg"),
          form: "figure",
          without: {
            zh: "空着：与整备质量有关的限值不能判定。",
            en: "Left out, limits that go by the curb mass stay undecided.",
          },
        },
        { key: "axles", label: factName("vehicle.axles"), form: "choice", isWide: true },
      ],
    },
    {
      title: "lampsOfIt",
      fields: [
        {
          ...ofFact("lampSystem", "vehicle.lampSystem"),
          form: "choice",
          options: words("vehicle.lampSystem"),
        },
      ],
    },
    {
      title: "theInspection",
      fields: [
        { ...ofSubject("check"), form: "choice", options: words("job.check") },
        { ...ofSubject("regionOfTest"), form: "text" },
        {
          key: "limitSet",
          label: factName("job.limitSet"),
          form: "choice",
          options: Object.entries(LIMIT_SETS),
        },
      ],
    },
  ],
  more: [
    {
      ...ofFact("seats", "vehicle.seats"),
      form: "figure",
      without: {
        zh: "空着：不能据此核对车辆类型；按人数定的要求不能判定。",
        en: "Left out, the class is not checked by it, and what is asked for by seats stays undecided.",
      },
    },
    {
      ...ofFact("ratedEngineSpeedRpm", "vehicle.ratedEngineSpeedRpm"),
      form: "figure",
      isShown: hasEngine,
      without: {
        zh: "空着：双怠速、自由加速检测不能进行，结果为无效。",
        en: "Left out, double idle and free acceleration cannot be done, and are void.",
      },
    },
    {
      key: "exhaustMethod",
      label: factName("job.exhaustMethod"),
      form: "choice",
      isShown: hasEngine,
      options: words("job.exhaustMethod").filter(([value]) => value !== "untold"),
      without: {
        zh: "空着：按本站有的方法检测，网络是否允许不作判定。",
        en: "Left out, it is not decided whether the network allows the method that is done here.",
      },
    },
    {
      ...ofFact("drive", "vehicle.drive"),
      form: "choice",
      options: words("vehicle.drive"),
      without: {
        zh: "空着：不能据此判定是否适合滚筒制动检验台。",
        en: "Left out, whether the rollers suit it is not decided by that.",
      },
    },
    {
      ...ofFact("highBeamIndependentlyAdjustable", "vehicle.highBeamIndependent"),
      form: "yes-no",
      without: {
        zh: "空着：远光偏移不能判定。",
        en: "Left out, the offsets of the high beam stay undecided.",
      },
    },
    {
      key: "lampHeightMm",
      label: { zh: "前照灯高度", en: "height of the headlamps" },
      unit: "mm",
      form: "figure",
      without: {
        zh: "空着：使用检测仪量得的高度；检测仪没有量时，按灯高定的限值不能判定。",
        en: "Left out, the tester's own height counts; where it gives none, limits that go by the height stay undecided.",
      },
    },
    {
      ...ofFact("maxSpeedKmh", "vehicle.maxSpeedKmh"),
      form: "figure",
      without: {
        zh: "空着：按车速定的限值不能判定。",
        en: "Left out, limits that go by the design speed stay undecided.",
      },
    },
    {
      ...ofFact("ratedLoadKg", "vehicle.grossMassKg"),
      label: { zh: "核定载质量", en: "rated load" },
      form: "figure",
      isShown: carriesGoods,
      without: {
        zh: "空着：总质量没有第二个数据印证。",
        en: "Left out, nothing else bears out the gross mass.",
      },
    },
    {
      ...ofFact("body", "vehicle.body"),
      form: "choice",
      options: words("vehicle.body"),
      isShown: isGoods,
      without: {
        zh: "空着：按车身结构要求的项目不能判定。",
        en: "Left out, what is asked for by the body stays undecided.",
      },
    },
    {
      key: "dimensions.lengthMm",
      label: factName("vehicle.lengthMm"),
      unit: "mm",
      form: "figure",
      without: {
        zh: "三项都空着：按车长要求的项目不能判定。",
        en: "With all three left out, what is asked for by the length stays undecided.",
      },
    },
    {
      ...{ key: "dimensions.widthMm", label: factName("vehicle.widthMm"), unit: "mm", form: "figure" },
      without: { zh: "与车长一起填写。", en: "Goes with the length." },
    },
    {
      ...{ key: "dimensions.heightMm", label: factName("vehicle.heightMm"), unit: "mm", form: "figure" },
      without: { zh: "与车长一起填写。", en: "Goes with the length." },
    },
    {
      key: "produced",
      label: factName("vehicle.produced"),
      form: "day",
      without: {
        zh: "空着：按出厂日期要求的装置不能判定。",
        en: "Left out, devices that are asked for since a day of production stay undecided.",
      },
    },
    {
      ...ofFact("catalyst", "vehicle.catalyst"),
      form: "yes-no",
      isShown: hasEngine,
      without: {
        zh: "空着：过量空气系数按装有三元催化判定。",
        en: "Left out, it is taken to have one where lambda is judged.",
      },
    },
    ...(
      [
        ["abs", "vehicle.abs"],
        ["retarder", "vehicle.retarder"],
        ["casualtyAccident", "vehicle.casualtyAccident"],
        ["disabilityAid", "vehicle.disabilityAid"],
      ] as const
    ).map(
      ([key, fact]): AskedField => ({
        ...ofFact(key, fact),
        form: "yes-no",
        ...(key === "disabilityAid" ? { isShown: isSmall } : {}),
        without: {
          zh: "空着：与此有关的外观和底盘检查项目不能判定。",
          en: "Left out, what is looked at because of it stays undecided.",
        },
      }),
    ),
    {
      key: "odometerKm",
      label: { zh: "里程表读数", en: "odometer" },
      unit: "km",
      form: "figure",
      without: { zh: "空着：记录中没有里程。", en: "Left out, the record has no mileage." },
    },
    ...(
      [
        ["engineNumber", "发动机号", "engine number"],
        ["motorNumber", "驱动电机号", "motor number"],
      ] as const
    ).map(
      ([key, zh, en]): AskedField => ({
        ...{ key, label: { zh, en }, form: "code" },
        without: {
          zh: "空着：不能据此核对燃料种类。",
          en: "Left out, the fuel is not checked by it.",
        },
      }),
    ),
    {
      ...ofSubject("owner"),
      form: "text",
      without: {
        zh: "空着：与所有人有利害关系的检验人员不能据此回避。",
        en: "Left out, nobody is kept away for an interest in the owner.",
      },
    },
  ],
};

const CANDIDATE: AskedForm = {
  first: [
    {
      title: "whoCandidate",
      fields: [
        { ...ofSubject("name"), form: "text" },
        {
          ...ofSubject("idKind"),
          form: "choice",
          options: ID_KINDS.map((kind) => [kind, subjectValue("idKind", kind)]),
        },
        { ...ofSubject("idKindName"), form: "text", isShown: ({ idKind }) => idKind === "other" },
        { ...ofSubject("idMasked"), form: "identity", hint: "identityHint" },
        { ...ofSubject("learnerCertificate"), form: "code" },
      ],
    },
    {
      title: "theExam",
      fields: [
        {
          ...ofSubject("licenceClass"),
          form: "choice",
          options: LICENCE_CLASSES.map((code) => [code, { zh: code, en: code }]),
        },
        {
          ...ofSubject("attempt"),
          form: "choice",
          options: [
            ["1", { zh: "第一次", en: "First" }],
            ["2", { zh: "第二次（同场补考）", en: "Second, in the same session" }],
          ],
        },
        { ...ofSubject("examiner"), form: "text", hint: "ownExaminer" },
      ],
    },
  ],
  more: [
    {
      ...ofSubject("school"),
      form: "text",
      without: {
        zh: "空着：与驾校有利害关系的考试员不能据此回避。",
        en: "Left out, no examiner is kept away for an interest in the school.",
      },
    },
  ],
};

export const ASKED: Readonly<Record<JobKind, AskedForm>> = { inspection: VEHICLE, exam: CANDIDATE };

/** What is asked of this one, as far as it is filled in. */
export function fieldsOf(kind: JobKind, values: Values): readonly AskedField[] {
  const { first, more } = ASKED[kind];
  return [...first.flatMap(({ fields }) => fields), ...more].filter(
    ({ isShown }) => isShown === undefined || isShown(values),
  );
}
