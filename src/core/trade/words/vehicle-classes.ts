import { VEHICLE_CLASSES } from "../../door/vehicle-class.ts";
import type { Sentence } from "../reason-shape.ts";

/**
 * 车辆类型 in words (GA 24.4, recalled; the bodies are those that the dossier's checks know): the first two characters name the group,
 * the last the make-up. What nobody here is sure of is shown by its code alone.
 */
const CATEGORIES: Readonly<Record<string, Sentence>> = {
  K1: { zh: "大型客车", en: "large bus" },
  K2: { zh: "中型客车", en: "medium bus" },
  K3: { zh: "小型客车", en: "small passenger vehicle" },
  K4: { zh: "微型客车", en: "mini passenger vehicle" },
  H1: { zh: "重型货车", en: "heavy goods vehicle" },
  H2: { zh: "中型货车", en: "medium goods vehicle" },
  H3: { zh: "轻型货车", en: "light goods vehicle" },
  H4: { zh: "微型货车", en: "mini goods vehicle" },
  H5: { zh: "低速货车", en: "low-speed goods vehicle" },
  Q1: { zh: "重型牵引车", en: "heavy tractor" },
  Q2: { zh: "中型牵引车", en: "medium tractor" },
  Q3: { zh: "轻型牵引车", en: "light tractor" },
  Z1: { zh: "大型专项作业车", en: "large special vehicle" },
  Z2: { zh: "中型专项作业车", en: "medium special vehicle" },
  Z3: { zh: "小型专项作业车", en: "small special vehicle" },
  Z4: { zh: "微型专项作业车", en: "mini special vehicle" },
  Z5: { zh: "重型专项作业车", en: "heavy special vehicle" },
  Z6: { zh: "专项作业车", en: "special vehicle" },
  Z7: { zh: "轻型专项作业车", en: "light special vehicle" },
  B1: { zh: "重型半挂车", en: "heavy semi-trailer" },
  B2: { zh: "中型半挂车", en: "medium semi-trailer" },
  B3: { zh: "轻型半挂车", en: "light semi-trailer" },
  G1: { zh: "重型全挂车", en: "heavy full trailer" },
  G2: { zh: "中型全挂车", en: "medium full trailer" },
  G3: { zh: "轻型全挂车", en: "light full trailer" },
  D1: { zh: "电车", en: "trolleybus or tram" },
  N1: { zh: "三轮汽车", en: "three-wheeler" },
  M1: { zh: "三轮摩托车", en: "motorcycle of three wheels" },
  M2: { zh: "二轮摩托车", en: "motorcycle of two wheels" },
  J1: { zh: "轮式机械", en: "wheeled machine" },
};

const BUSES: Readonly<Record<string, Sentence>> = {
  "1": { zh: "普通", en: "ordinary" },
  "2": { zh: "双层", en: "double-deck" },
  "3": { zh: "卧铺", en: "sleeper" },
  "4": { zh: "铰接", en: "articulated" },
  "5": { zh: "越野", en: "off-road" },
  "6": { zh: "轿车", en: "saloon" },
  "7": { zh: "专用", en: "special" },
  "8": { zh: "专用校车", en: "school bus" },
};
const CARS: Readonly<Record<string, Sentence>> = {
  "1": { zh: "普通", en: "ordinary" },
  "2": { zh: "越野", en: "off-road" },
  "3": { zh: "轿车", en: "saloon" },
  "4": { zh: "专用", en: "special" },
  "8": { zh: "专用校车", en: "school bus" },
  "9": { zh: "面包车", en: "van with seats" },
};
const PLAIN = { zh: "普通", en: "dropside" };
const BOX = { zh: "厢式", en: "box" };
const TANK = { zh: "罐式", en: "tank" };
const FLAT = { zh: "平板", en: "flat" };
const CONTAINER = { zh: "集装箱", en: "container" };
const DUMP = { zh: "自卸", en: "dump" };
const STAKE = { zh: "仓栅式", en: "stake" };
const SHAPED = { zh: "特殊结构", en: "special build" };
const CARRIER = { zh: "车辆运输", en: "vehicle carrier" };
const BOX_DUMP = { zh: "厢式自卸", en: "box, dump" };
const TANK_DUMP = { zh: "罐式自卸", en: "tank, dump" };
const GOODS: Readonly<Record<string, Sentence>> = {
  ...{ "1": PLAIN, "2": BOX, "3": { zh: "封闭", en: "closed" }, "4": TANK, "5": FLAT, "6": CONTAINER },
  ...{ "7": DUMP, "8": SHAPED, "9": STAKE, A: CARRIER, B: BOX_DUMP, C: TANK_DUMP },
  D: { zh: "平板自卸", en: "flat, dump" },
  E: { zh: "集装箱自卸", en: "container, dump" },
  F: { zh: "特殊结构自卸", en: "special build, dump" },
  G: { zh: "仓栅式自卸", en: "stake, dump" },
};
const MINI_GOODS = { ...GOODS, "5": DUMP, "6": SHAPED, "7": STAKE };
const LOW_SPEED = { "1": PLAIN, "2": BOX, "3": TANK, "4": DUMP, "5": STAKE, B: BOX_DUMP, C: TANK_DUMP };
const SEMI_TRAILERS = {
  ...{ "1": PLAIN, "2": BOX, "3": TANK, "4": FLAT, "5": CONTAINER, "6": DUMP, "7": SHAPED, "8": STAKE },
  ...{ B: { zh: "低平板", en: "low-bed" }, C: CARRIER },
};
const FULL_TRAILERS = { "1": PLAIN, "2": BOX, "3": TANK, "4": FLAT, "5": CONTAINER, "6": DUMP, "7": STAKE };
const LIGHT_TRAILERS = { "1": PLAIN, "2": BOX, "3": TANK, "4": FLAT, "5": DUMP, "6": STAKE };

/** The first that fits. */
const MAKE_UPS: readonly (readonly [head: string, names: Readonly<Record<string, Sentence>>])[] = [
  ["K1", BUSES],
  ["K2", BUSES],
  ["K", CARS],
  ["H4", MINI_GOODS],
  ["H5", LOW_SPEED],
  ["H", GOODS],
  ["B3", LIGHT_TRAILERS],
  ["G3", LIGHT_TRAILERS],
  ["B", SEMI_TRAILERS],
  ["G", FULL_TRAILERS],
  [
    "Q",
    { "1": { zh: "半挂牵引", en: "for semi-trailers" }, "2": { zh: "全挂牵引", en: "for full trailers" } },
  ],
  ["Z", { "1": { zh: "非载货", en: "carries no goods" }, "2": { zh: "载货", en: "carries goods" } }],
  ["N", { "1": { zh: "三轮汽车", en: "three-wheeler" } }],
  [
    "M1",
    {
      "1": { zh: "普通正三轮", en: "ordinary, symmetrical" },
      "2": { zh: "轻便正三轮", en: "moped, symmetrical" },
      "3": { zh: "正三轮载客", en: "symmetrical, for passengers" },
      "4": { zh: "正三轮载货", en: "symmetrical, for goods" },
      "5": { zh: "侧三轮", en: "with a sidecar" },
    },
  ],
  ["M2", { "1": { zh: "普通二轮", en: "ordinary" }, "2": { zh: "轻便二轮", en: "moped" } }],
];

/** The order in which they are offered: what a lane sees every day first. */
export const VEHICLE_CATEGORIES: readonly string[] = Object.keys(CATEGORIES);

export function vehicleCategoryName(category: string): Sentence {
  const name = CATEGORIES[category];
  return name === undefined ? { zh: category, en: category } : coded(name, category);
}

export function classesOf(category: string): readonly string[] {
  return VEHICLE_CLASSES.filter((code) => code.startsWith(category));
}

/** Its make-up within its category, with the code, as `轿车（K33）`. */
export function makeUpName(vehicleClass: string): Sentence {
  const names = MAKE_UPS.find(([head]) => vehicleClass.startsWith(head))?.[1] ?? {};
  const name = names[vehicleClass.slice(2)];
  return name === undefined ? { zh: vehicleClass, en: vehicleClass } : coded(name, vehicleClass);
}

function coded({ zh, en }: Sentence, code: string): Sentence {
  return { zh: `${zh}（${code}）`, en: `${en} (${code})` };
}
