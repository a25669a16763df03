import type { Handles } from "./door-defects.ts";
import type { StationFile } from "./loaded-stage.ts";

const KIB = 1024;

/** The files of whoever waits: the columns of the door's matrix that a person brings. */
export const SUBJECTS = {
  inspection: {
    form: "yaml",
    bytesMax: 64 * KIB,
    word: "天津",
    value: "天津",
    required: "use: A\n",
    number: ["grossMassKg: 1820", "grossMassKg: 9007199254740993"],
    wrongType: ["vin: LFV2A21K8D4123456", "vin: [1]"],
    wrongClass: ["vehicleClass: K33", "vehicleClass: K99"],
  },
  exam: {
    form: "yaml",
    bytesMax: 64 * KIB,
    word: "李明",
    value: "李明",
    required: 'idMasked: "420106********1234"\n',
    number: ["attempt: 1", "attempt: 9007199254740993"],
    wrongType: ["examiner: examiner-07", "examiner: [1]"],
    wrongClass: ["licenceClass: C1", "licenceClass: A1"],
  },
} as const satisfies Record<string, Handles>;

/** The station's own files beside the station file. */
export const OWN_FILES = {
  inspectionRulebook: {
    form: "yaml",
    bytesMax: 1024 * KIB,
    word: "机动车安全技术检验与双怠速、自由加速排放检验",
    value: "机动车安全技术检验与双怠速、自由加速排放检验",
    required: "id: cn-inspection-2021\n",
    number: ["repeatsAfterVoid: 1", "repeatsAfterVoid: 9007199254740993"],
    wrongType: ["id: cn-inspection-2021", "id: [1]"],
    expired: ["validTo: null", 'validTo: "2023-01-01"'],
  },
  examRulebook: {
    form: "yaml",
    bytesMax: 1024 * KIB,
    word: "小型汽车科目二场地驾驶技能考试",
    value: "小型汽车科目二场地驾驶技能考试",
    required: "id: cn-exam-c1-2022\n",
    number: ["fullMark: 100", "fullMark: 9007199254740993"],
    wrongType: ["passMark: 80", "passMark: [80]"],
    wrongClass: ["licenceClasses: [C1, C3]", "licenceClasses: [Z9]"],
    expired: ["validTo: null", 'validTo: "2023-01-01"'],
  },
  course: {
    form: "json",
    bytesMax: 4096 * KIB,
    word: "demo-c1",
    value: '"demo-c1"',
    required: '"id":"demo-c1",',
    // GeoJSON itself allows strange members everywhere else.
    object: '"proofmark":{',
    number: ['"heightM":25', '"heightM":9007199254740993'],
    wrongType: ['"origin":{', '"origin":7,"zz":{'],
  },
  vehicle: {
    form: "yaml",
    bytesMax: 256 * KIB,
    word: "桑塔纳教练车",
    value: "桑塔纳教练车",
    required: "id: santana-c1\n",
    number: ["lengthM: 4.473", "lengthM: 9007199254740993"],
    wrongType: ["widthM: 1.706", "widthM: wide"],
  },
  board: {
    form: "yaml",
    bytesMax: 256 * KIB,
    word: "考试车采集板",
    value: "考试车采集板",
    required: "id: exam-car-v1\n",
    number: ["valueMax: 12000", "valueMax: 9007199254740993"],
    wrongType: ["id: exam-car-v1", "id: [1]"],
  },
} as const satisfies Record<StationFile, Handles>;

/** The station file as `yaml` writes it. */
export const STATION_FILE: Handles = {
  form: "yaml",
  bytesMax: 256 * KIB,
  word: "BENCH-0002",
  value: "BENCH-0002",
  required: "station: BENCH-0002\n",
  number: ["port: 0", "port: 9007199254740993"],
  wrongType: ["timeZone: Asia/Shanghai", "timeZone: [1]"],
  expired: ["validTo: 2099-12-31", "validTo: 2023-01-01"],
};

/** Bodies of requests, and what the registry answers. */
export const JOB_BODY: Handles & { readonly sound: string } = {
  sound: '{"kind":"inspection"}',
  form: "json",
  bytesMax: 16 * KIB,
  word: "inspection",
  value: '"inspection"',
  required: '"kind":"inspection"',
  number: ['"inspection"', "9007199254740993"],
  wrongType: ['"inspection"', "7"],
  wrongClass: ["inspection", "boat"],
};

export function commandBody(job: string): Handles & { readonly sound: string } {
  return {
    sound: `{"command":{"name":"abort","reason":"the test"},"job":"${job}"}`,
    form: "json",
    bytesMax: 16 * KIB,
    word: "the test",
    value: '"the test"',
    required: ',"reason":"the test"',
    number: [',"job":', ',"n":9007199254740993,"job":'],
    wrongType: ['"the test"', "[1]"],
    wrongClass: ['"name":"abort"', '"name":"end"'],
  };
}

export function registryAnswer(sound: string, size: number): Handles & { readonly sound: string } {
  return {
    sound,
    form: "json",
    bytesMax: 256 * KIB,
    word: "BENCH-0002",
    value: '"BENCH-0002"',
    required: `"size":${size},`,
    number: [`"size":${size},`, '"size":9007199254740993,'],
    wrongType: [`"size":${size}`, '"size":"many"'],
    wrongClass: ['"station":"BENCH-0002"', '"station":"OTHER-0001"'],
  };
}
