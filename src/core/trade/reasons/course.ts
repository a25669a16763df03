import type { ReasonRows } from "../reason-shape.ts";

/** What is wrong with a course file or one feature of it. They stand behind the place, without a full stop. */
export const COURSE_REASONS = {
  COURSE_ITEM_WITHOUT: (p: { item: string; role: string }) => ({
    zh: `项目 ${p.item} 没有 ${p.role} 线`,
    en: `item ${p.item} has no ${p.role} line`,
  }),
  COURSE_ROLE: (p: { roles: readonly string[] }) => ({
    zh: `properties.role 应为 ${p.roles.join("、")} 之一`,
    en: `properties.role: allowed: ${p.roles.join(", ")}`,
  }),
  COURSE_OTHER_KIND: (p: { item: string; kind: string }) => ({
    zh: `项目 ${p.item} 在文件别处的 kind 为 ${p.kind}`,
    en: `item ${p.item} is ${p.kind} elsewhere in the file`,
  }),
  COURSE_SECOND: (p: { item: string; role: string }) => ({
    zh: `项目 ${p.item} 有第二个 ${p.role}`,
    en: `item ${p.item} has a second ${p.role}`,
  }),
  COURSE_FAR: (p: { longitudeDeg: number; latitudeDeg: number; kmMax: number }) => ({
    zh: `坐标 ${p.longitudeDeg}, ${p.latitudeDeg} 距原点超过 ${p.kmMax} km（经度在前）`,
    en: `geometry: ${p.longitudeDeg}, ${p.latitudeDeg} lies more than ${p.kmMax} km from the origin (longitude comes first)`,
  }),
  COURSE_SWAPPED: (p: { longitudeDeg: number; latitudeDeg: number }) => ({
    zh: `坐标 ${p.longitudeDeg}, ${p.latitudeDeg} 对调后才在场地上：经度应在前，纬度在后`,
    en: `${p.longitudeDeg}, ${p.latitudeDeg} lies on the ground only when it is read the other way round: longitude comes first, latitude second`,
  }),
  /** `key` empty: the document as a whole. */
  COURSE_FORM: (p: { key: string }) => ({
    zh: `${p.key || "文件"} 不符合考场文件的格式`,
    en: `${p.key || "the document"} is not as the form of a course has it`,
  }),
} as const satisfies ReasonRows;
