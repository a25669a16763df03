import type { None, ReasonRows, Sentence } from "../reason-shape.ts";

/** What is not known of a layout, as the facts leave it open. */
const UNKNOWN: Readonly<Record<string, Sentence>> = {
  "slope-lane": {
    zh: "GA 1029 中该车型坡道的路宽没有查到",
    en: "how wide GA 1029 makes the slope for that class was not found",
  },
  trailer: {
    zh: "牵引车与挂车会折转，布局公式只适用于不折转的车身",
    en: "a tractor and its trailer bend, and the formulas are of one rigid body",
  },
  "city-bus-bay": {
    zh: "城市公交车的库位是否按大型客车计算没有查到",
    en: "whether the bay of a city bus is that of a large bus was not found",
  },
};

/** Why a course cannot be laid out, and what somebody should know who lays it. Without a full stop. */
export const LAYOUT_REASONS = {
  LAYOUT_NOT_OF_CLASS: (p: { kind: string; licenceClass: string; kinds: readonly string[] }) => ({
    zh: `准驾车型 ${p.licenceClass} 不考项目 ${p.kind}；可布置的项目：${p.kinds.join("、") || "无（由省级规定）"}`,
    en: `class ${p.licenceClass} is not examined on ${p.kind}; what can be laid out for it: ${p.kinds.join(", ") || "nothing, its province decides"}`,
  }),
  LAYOUT_UNKNOWN: (p: { kind: string; licenceClass: string; what: string }) => ({
    zh: `准驾车型 ${p.licenceClass} 的 ${p.kind} 不能自动布置：${UNKNOWN[p.what]?.zh ?? p.what}；请按标准测量后自行绘制`,
    en: `${p.kind} cannot be laid out for class ${p.licenceClass}: ${UNKNOWN[p.what]?.en ?? p.what}; survey one that was built by the standard`,
  }),
  LAYOUT_RECALLED: (p: { licenceClass: string; outerM: string; laneM: string }) => ({
    zh: `准驾车型 ${p.licenceClass} 的曲线（外半径 ${p.outerM} m，路宽 ${p.laneM} m）凭记忆写成，未见标准原文；划线前请核对 GA 1029`,
    en: `the curve of class ${p.licenceClass} (outer radius ${p.outerM} m, lane ${p.laneM} m) is recalled, not read in a source; compare with GA 1029 before anything is painted`,
  }),
  LAYOUT_TOUCHES: (p: {
    item: string;
    part: string;
    boundary: number;
    longitudeDeg: number;
    latitudeDeg: number;
  }) => ({
    zh: `项目 ${p.item}：按布置的路线行驶时，${p.part === "body" ? "车身" : "车轮"}在 ${p.longitudeDeg.toFixed(9)}, ${p.latitudeDeg.toFixed(9)} 碰到边线（第 ${p.boundary} 个要素）；按公式布置的场地容不下此车`,
    en: `item ${p.item}: on the way that is laid, ${p.part === "body" ? "the body" : "a wheel"} touches the boundary feature ${p.boundary} at ${p.longitudeDeg.toFixed(9)}, ${p.latitudeDeg.toFixed(9)}; a course by the formulas has no room for this vehicle`,
  }),
  LAYOUT_NOTHING: (_p: None) => ({ zh: "没有可布置的项目", en: "there is no item to lay out" }),
} as const satisfies ReasonRows;
