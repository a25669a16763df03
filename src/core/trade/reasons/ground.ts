import {
  type AnyReason,
  type None,
  type ReasonRows,
  type Say,
  type Sentence,
  sayAll,
} from "../reason-shape.ts";
import { drivingWord } from "../words/driving.ts";
import { verdictName } from "../words/verdicts.ts";

/** A place in the file's own coordinates, as it is typed into a survey program. */
interface At {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

const at = ({ longitudeDeg, latitudeDeg }: At): string =>
  `${longitudeDeg.toFixed(9)}, ${latitudeDeg.toFixed(9)}`;

/** Roles of lines as the file names them, in the language of the reader. */
const ROLES: Readonly<Record<string, Sentence>> = {
  boundary: { zh: "边线", en: "boundary" },
  entry: { zh: "入口线", en: "entry" },
  exit: { zh: "出口线", en: "exit" },
  bay: { zh: "库位", en: "bay" },
  "control-line": { zh: "控制线", en: "control line" },
  "pole-line": { zh: "桩杆线", en: "pole line" },
  route: { zh: "行驶路线", en: "route" },
};
const roleWord = (role: string): Sentence =>
  (Object.hasOwn(ROLES, role) ? ROLES[role] : undefined) ?? drivingWord(role);

const SIZES: Readonly<Record<string, Sentence>> = {
  length: { zh: "车长", en: "length" },
  width: { zh: "车宽", en: "width" },
  wheelbase: { zh: "轴距", en: "wheelbase" },
};

function span({ least, below }: { readonly least: string | null; readonly below: string | null }): Sentence {
  return {
    zh: [least === null ? [] : [`不小于 ${least} m`], below === null ? [] : [`小于 ${below} m`]]
      .flat()
      .join("，"),
    en: [least === null ? [] : [`${least} m or more`], below === null ? [] : [`below ${below} m`]]
      .flat()
      .join(", "),
  };
}

/** What a check of a course says of its lines, its vehicle and its rules, and what came of driving it. Without a full stop. */
export const GROUND_REASONS = {
  COURSE_FEATURE: (p: { feature: number; item: string; role: string; because: AnyReason }, say: Say) => ({
    zh: `第 ${p.feature} 个要素（从 0 起；${p.item} 的${roleWord(p.role).zh}）：${say(p.because).zh}`,
    en: `feature ${p.feature} (${p.item}, ${roleWord(p.role).en}): ${say(p.because).en}`,
  }),
  COURSE_DECIMALS: (p: { found: number; least: number }) => ({
    zh: `坐标只写到小数点后 ${p.found} 位，应至少 ${p.least} 位（6 位是 11 cm，8 位是 1 mm）；导出时请提高坐标精度`,
    en: `its coordinates have ${p.found} decimals, allowed: ${p.least} or more (6 are 11 cm, 8 are 1 mm); raise the coordinate precision of the export`,
  }),
  COURSE_POINT_TWICE: (p: At & { point: number }) => ({
    zh: `第 ${p.point} 个点（从 0 起；${at(p)}）与前一点重合；请删除其中一个`,
    en: `its point ${p.point} (counted from 0, at ${at(p)}) is the same as the one before; remove one of the two`,
  }),
  COURSE_LINE_SHORT: (p: At & { metres: string; least: string }) => ({
    zh: `线长仅 ${p.metres} m（在 ${at(p)}），应至少 ${p.least} m`,
    en: `it is ${p.metres} m long (at ${at(p)}), allowed: ${p.least} m or more`,
  }),
  COURSE_LINE_CROSSES_ITSELF: (p: At) => ({
    zh: `线在 ${at(p)} 处与自身相交`,
    en: `it crosses itself at ${at(p)}`,
  }),
  COURSE_BAY_CORNERS: (p: { found: number }) => ({
    zh: `库位有 ${p.found} 个角，应为 4 个`,
    en: `the bay has ${p.found} corners, allowed: 4`,
  }),
  COURSE_BAY_NOT_CONVEX: (p: At) => ({
    zh: `库位的角不是依次向同一侧转（在 ${at(p)} 处）：库位应为凸四边形，四角按顺序一圈测量`,
    en: `the bay's corners do not all turn the same way (at ${at(p)}): a bay is convex, its corners in order around it`,
  }),
  COURSE_BAY_SMALL: (p: {
    lengthM: string;
    widthM: string;
    vehicleLengthM: string;
    vehicleWidthM: string;
  }) => ({
    zh: `库位为 ${p.lengthM} × ${p.widthM} m，${p.vehicleLengthM} × ${p.vehicleWidthM} m 的考试车放不进`,
    en: `the bay is ${p.lengthM} by ${p.widthM} m and cannot hold a vehicle of ${p.vehicleLengthM} by ${p.vehicleWidthM} m`,
  }),
  COURSE_BAY_OFF_BOUNDARY: (p: At & { metres: string; most: string }) => ({
    zh: `库位在 ${at(p)} 处的角距车身边线 ${p.metres} m，应不超过 ${p.most} m：库位的角在边线上`,
    en: `the bay's corner at ${at(p)} lies ${p.metres} m from the nearest boundary for the body, allowed: ${p.most} m; the corners of a bay lie on its boundary`,
  }),
  COURSE_BOUNDARY_INSIDE: (p: At & { inside: string }) => ({
    zh: `inside 写的是 ${p.inside}，但沿线方向看，项目的通行区域在另一侧（例如从 ${at(p)} 看）；请改 inside 或反转线的方向`,
    en: `inside says ${p.inside}, but looking along the line the way through the item lies on the other side (as seen from ${at(p)}); change inside or turn the line round`,
  }),
  COURSE_SIDES_DIFFER: (p: At & { other: number }) => ({
    zh: `在 ${at(p)} 处与第 ${p.other} 个要素相接，两者的 inside 却指向不同侧`,
    en: `it meets feature ${p.other} at ${at(p)}, and the two say by inside that different sides are permitted`,
  }),
  COURSE_BOUNDARY_ASIDE: (p: At) => ({
    zh: `从项目内任何一处都看不到此边线（在 ${at(p)}）：它可能属于别的项目，或被别的边线挡在外面`,
    en: `no place of the item faces this line (at ${at(p)}): it belongs to another item, or lies behind another boundary`,
  }),
  COURSE_BOUNDARY_GAP: (p: At & { metres: string; most: string }) => ({
    zh: `边线在 ${at(p)} 处断开 ${p.metres} m，应不超过 ${p.most} m；请让两段共用一个端点`,
    en: `the boundary has a gap of ${p.metres} m at ${at(p)}, allowed: ${p.most} m; let the two parts end in one point`,
  }),
  COURSE_BOUNDARY_ENDS: (p: At) => ({
    zh: `边线在 ${at(p)} 处中断，还没有到入口线或出口线`,
    en: `the boundary ends at ${at(p)}, before the entry or the exit is reached`,
  }),
  COURSE_EDGE_MISSING: (p: At & { item: string; side: string }) => ({
    zh: `项目 ${p.item}：在 ${at(p)} 处，行进方向${drivingWord(p.side).zh}侧没有边线，车从那里驶出不会被发现`,
    en: `item ${p.item}: at ${at(p)} there is no boundary on the ${p.side}; nobody would see a vehicle leave there`,
  }),
  COURSE_CROSSED_WRONG_WAY: (p: At & { how: string }) => ({
    zh:
      p.how === "route"
        ? `行驶路线在 ${at(p)} 处从右向左越过此线；线应从左向右越过，请反转线的方向`
        : `由入口和出口的位置看，车辆在 ${at(p)} 处从右向左越过此线；线应从左向右越过，请反转线的方向`,
    en:
      p.how === "route"
        ? `the route crosses it from its right to its left at ${at(p)}; it is crossed from left to right: turn the line round`
        : `by where entry and exit lie, it is crossed from its right to its left at ${at(p)}; it is crossed from left to right: turn the line round`,
  }),
  COURSE_NOT_CROSSED: (p: At & { end: string }) => ({
    zh: `行驶路线上车辆的${p.end === "front" ? "前端" : "后端"}没有越过此线（在 ${at(p)}）`,
    en: `on the route the ${p.end} of the vehicle never crosses it (at ${at(p)})`,
  }),
  COURSE_CROSSED_EARLY: (p: At & { after: string }) => ({
    zh: `行驶路线在 ${at(p)} 处越过此线，此时还没有驶出项目 ${p.after}`,
    en: `the route crosses it at ${at(p)}, before it has left the item ${p.after}`,
  }),
  COURSE_LINE_NARROW: (p: At & { metres: string }) => ({
    zh: `此线在 ${at(p)} 处结束，距边线还有 ${p.metres} m，车可以从旁边驶过`,
    en: `it ends at ${at(p)}, ${p.metres} m before the boundary; a vehicle can pass beside it`,
  }),
  COURSE_LEG_NUMBER: (p: { leg: number; other: number }) => ({
    zh: `leg ${p.leg} 与第 ${p.other} 个要素重复`,
    en: `leg ${p.leg} is the number of feature ${p.other} too`,
  }),
  COURSE_LEG_APART: (p: At & { leg: number; metres: string }) => ({
    zh: `第 ${p.leg} 段的起点在 ${at(p)}，距上一段终点 ${p.metres} m；每段应从上一段的终点开始（也可能是线的方向反了）`,
    en: `leg ${p.leg} begins at ${at(p)}, ${p.metres} m from where the one before ends; each begins where the one before ends (or the line runs the wrong way)`,
  }),
  COURSE_ROUTE_TOO_NEAR: (p: At & { metres: string; boundary: number }) => ({
    zh: `后轴中心在 ${at(p)} 处距边线（第 ${p.boundary} 个要素）仅 ${p.metres} m，车辆放不下`,
    en: `at ${at(p)} the middle of the rear axle is ${p.metres} m from the boundary feature ${p.boundary}; there is no room for the vehicle`,
  }),
  COURSE_LEG_UNNUMBERED: (_p: None) => ({
    zh: "没有写 leg：不参与检查，模拟车也不会驶这一段",
    en: "it has no leg: it is not checked, and the simulated car does not drive it",
  }),
  COURSE_RULE_WITHOUT_LINE: (p: { item: string; rule: string; needs: string }) => ({
    zh: `项目 ${p.item}：规则 ${p.rule} 要看的${drivingWord(p.needs).zh}在文件中没有`,
    en: `item ${p.item}: the rule ${p.rule} watches ${drivingWord(p.needs).en}, and the file has none`,
  }),
  COURSE_ITEM_NEEDS: (p: { item: string; part: string }) => ({
    zh: `项目 ${p.item} 缺少${drivingWord(p.part).zh}`,
    en: `item ${p.item} lacks ${drivingWord(p.part).en}`,
  }),
  COURSE_EDGES_IN_ONE: (p: { item: string }) => ({
    zh: `项目 ${p.item}：左右边缘线是同一个要素，无法分辨哪一边是右边；请分成两个要素`,
    en: `item ${p.item}: its left and right edge are one feature, so that nothing tells which is the right one; make two of them`,
  }),
  COURSE_CONTROL_LINES: (p: { item: string; name: string }) => ({
    zh: `项目 ${p.item}：库位不在控制线 ${p.name} 的同一侧，或两条控制线不在库位两边`,
    en: `item ${p.item}: the bay does not lie wholly on one side of the control line ${p.name}, between the two`,
  }),
  COURSE_TURN_UNCLEAR: (p: { item: string; rule: string; turnDeg: string }) => ({
    zh: `项目 ${p.item}：出口与入口方向只差 ${p.turnDeg}°，规则 ${p.rule} 不能分辨左转还是右转`,
    en: `item ${p.item}: entry and exit differ by ${p.turnDeg}° only, so that the rule ${p.rule} cannot tell a left turn from a right one`,
  }),
  COURSE_ITEM_MISSING: (p: { kind: string; nameZh: string; nameEn: string }) => ({
    zh: `规则文件要求的项目“${p.nameZh}”（${p.kind}）在考场文件中没有：该项目无效，考试不能通过`,
    en: `the rulebook asks for ${p.nameEn} (${p.kind}), which the course does not lay out: that item is void, and nobody passes`,
  }),
  COURSE_ITEM_UNASKED: (p: { item: string; kind: string }) => ({
    zh: `项目 ${p.item}（${p.kind}）不在规则文件中，不评判`,
    en: `item ${p.item} (${p.kind}) is not in the rulebook and is not judged`,
  }),
  COURSE_NO_ROUTE: (_p: None) => ({
    zh: "文件没有带 leg 的行驶路线：只按入口、出口和边线检查，模拟车不能试驶",
    en: "the file has no route with legs: it is checked by its entries, exits and boundaries alone, and the simulated car cannot drive it",
  }),
  COURSE_OTHER_VEHICLE: (p: { what: string; courseM: string; vehicleM: string }) => ({
    zh: `forVehicle 的${SIZES[p.what]?.zh ?? p.what}为 ${p.courseM} m，车辆文件为 ${p.vehicleM} m：不是这辆车的考场`,
    en: `forVehicle has a ${SIZES[p.what]?.en ?? p.what} of ${p.courseM} m, the vehicle file ${p.vehicleM} m: this is not that vehicle's course`,
  }),
  COURSE_VEHICLE_CLASS: (p: {
    classes: readonly string[];
    lengthM: string;
    least: string | null;
    below: string | null;
  }) => ({
    zh: `考试车长 ${p.lengthM} m，不符合准驾车型 ${p.classes.join("、")}（${span(p).zh}）`,
    en: `the vehicle is ${p.lengthM} m long, which is no test vehicle of class ${p.classes.join(", ")} (${span(p).en})`,
  }),
  COURSE_ABROAD: (p: At & { jurisdiction: string; swapped: boolean }) => ({
    zh: p.swapped
      ? `原点 ${at(p)} 不在规则文件的施行地区 ${p.jurisdiction}，对调后才在：经纬度写反了`
      : `原点 ${at(p)} 不在规则文件的施行地区 ${p.jurisdiction}`,
    en: p.swapped
      ? `the origin ${at(p)} is not in ${p.jurisdiction}, where the rulebook applies, but is when read the other way round: latitude and longitude are swapped`
      : `the origin ${at(p)} is not in ${p.jurisdiction}, where the rulebook applies`,
  }),
  COURSE_REFUSED: (p: { because: AnyReason; more: number }, say: Say) => ({
    zh: `${say(p.because).zh}（另有 ${p.more} 处）`,
    en: `${say(p.because).en} (and ${p.more} more)`,
  }),
  COURSE_NOTE: (p: { because: AnyReason }, say: Say) => ({
    zh: `注意：${say(p.because).zh}`,
    en: `note: ${say(p.because).en}`,
  }),
  COURSE_LINES_COMPLETE: (p: { items: number; lines: number }) => ({
    zh: `${p.items} 个项目，${p.lines} 条线，每条规则都有所需的线`,
    en: `${p.items} items, ${p.lines} lines, every rule has its line`,
  }),
  COURSE_DRIVEN: (p: { points: number }) => ({
    zh: `模拟车无失误驶完一遍，得 ${p.points} 分`,
    en: `the simulated car drove it once without losing a point: ${p.points}`,
  }),
  COURSE_DRIVE_NOT_PASSED: (p: { verdict: string }) => ({
    zh: `模拟车无失误驶完一遍，结果却是${verdictName(p.verdict).zh}；以下规则或项目没有通过`,
    en: `the simulated car drove it once without a mistake, and the verdict is ${verdictName(p.verdict).en}; these were not kept`,
  }),
  COURSE_DRIVE_FAULT: (
    p: { item: string | null; rule: string | null; place: string | null; because: readonly AnyReason[] },
    say: Say,
  ) => ({
    zh: `${[p.item ?? "整个考试", p.rule ?? [], p.place === null ? [] : `在 ${p.place}`].flat().join("，")}：${sayAll(p.because, say).zh}`,
    en: `${[p.item ?? "the whole test", p.rule ?? [], p.place === null ? [] : `at ${p.place}`].flat().join(", ")}: ${sayAll(p.because, say).en}`,
  }),
  COURSE_NOT_DRIVABLE: (p: { detail: string }) => ({
    zh: `模拟车不能按此路线行驶：${p.detail}`,
    en: `the simulated car cannot drive it: ${p.detail}`,
  }),
  COURSE_DRIVE_NO_END: (_p: None) => ({
    zh: "考试一小时内没有结束",
    en: "the test did not end within an hour",
  }),
} as const satisfies ReasonRows;
