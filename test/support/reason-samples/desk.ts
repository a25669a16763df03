import type { DESK_REASONS } from "../../../src/core/trade/reasons/desk.ts";

const LEFT = { code: "VEHICLE_LEFT", params: { place: "bench" } };

/** Parameters for each reason of the desk, as a station meets them. */
export const DESK_SAMPLES: {
  readonly [Code in keyof typeof DESK_REASONS]: Parameters<(typeof DESK_REASONS)[Code]>[0];
} = {
  FILE_REFUSED: {
    file: "J-1.yaml",
    zh: "plate：实际为 无，应为 号牌号码。",
    en: "plate: found nothing, allowed: a plate.",
    movedTo: "rejected/J-1.yaml",
  },
  FILE_BEING_WRITTEN: { file: "J-1.yaml" },
  NOBODY_WAITS: {},
  INTAKE_UNREADABLE: { folder: "/srv/intake", why: "EACCES" },
  FILE_NOT_TAKEN: { file: "J-1.yaml", zh: "是文件夹，不是文件。", en: "It is a folder, not a file." },
  WAITS_NO_MORE: { file: "J-1.yaml" },
  WAITS_ELSEWHERE: { file: "J-1.yaml", place: "course-1 car-2" },
  ALL_WAIT_ELSEWHERE: { place: "lane-1" },
  QUEUE_CHANGED: {},
  STATION_FILE_REFUSED: {
    file: "rules.yaml",
    zh: "id：实际为 无，应为 文本。",
    en: "id: found nothing, allowed: string.",
  },
  NOT_EQUIPPED: { what: "inspection.rules" },
  JOB_BUSY: { job: "J-1" },
  NOT_LEAVING: { job: "HB-WH-0042-000017", site: "lane-1" },
  SITE_UNKNOWN: { site: "lane-9", sites: ["lane-1"] },
  SITE_NONE: { kind: "exam" },
  OPENING_ALREADY: {},
  RULEBOOK_NOT_YET: { rulebook: "cn-inspection-2021", from: "2021-01-01", today: "2020-12-31" },
  RULEBOOK_ENDED: { rulebook: "cn-inspection-2021", until: "2026-11-30", today: "2026-12-01" },
  CLASS_NOT_COVERED: { licenceClass: "A2", rulebook: "cn-exam-c1-2022", allowed: "C1" },
  CLASS_NOT_SERVED: { licenceClass: "A1", served: ["C1", "C2", "C3"] },
  EDITIONS_OVERLAP: {
    ...{ first: "rules/c1-2022.yaml", second: "rules/c1-2027.yaml" },
    ...{ licenceClass: "C1", from: "2027-01-01", to: null },
  },
  EDITIONS_GAP: {
    ...{ first: "rules/cn-inspection-2021.yaml", second: "rules/cn-inspection-2027.yaml" },
    ...{ licenceClass: null, from: "2027-01-01", to: "2027-01-31" },
  },
  EDITIONS_ELSEWHERE: {
    ...{ first: "rules/cn-inspection-2021.yaml", second: "rules/uk-mot-class4-brakes.yaml" },
    ...{ firstIn: "CN", secondIn: "GB" },
  },
  ROLE_MISSING: { roles: ["axle-scale", "gas-analyser"] },
  NEEDED_BY_SOME: { fuels: ["diesel"], itemsZh: ["自由加速烟度"], itemsEn: ["free-acceleration smoke"] },
  CALIBRATION_MISSING: { device: "scale-1" },
  CALIBRATION_ENDED: { device: "scale-1", validTo: "2026-11-22", today: "2026-11-23" },
  DEVICE_CONNECTING: { device: "scale-1" },
  DEVICE_FAULTY: {
    device: "scale-1",
    fault: "silent",
    detail: { code: "NO_GOOD_FRAME", params: { ms: 5000 } },
  },
  JOURNAL_LOST: {},
  STATION_STOPPING: {},
  DISK_FILLS_UP: { freeMiB: 812, leastMiB: 256 },
  DISK_NEARLY_FULL: { freeMiB: 120, leastMiB: 256 },
  SOFTWARE_FAULT: { detail: "ENOSPC" },
  JOB_UNKNOWN: { job: "J-1" },
  COMMAND_UNKNOWN: { command: "jump", kind: "exam", allowed: "begin, abort" },
  COMMAND_MALFORMED: {
    command: "abort",
    where: "reason",
    found: "7",
    allowed: "a reason of 1 to 200 visible characters in one line",
    allowedZh: "1 至 200 个可见字符的一行理由",
  },
  COMMAND_REFUSED: { command: "stop-item", because: { code: "NO_ITEM_RUNS", params: {} } },
  ABORTED: { by: "console", typed: "火警" },
  ABORTED_FOR: { by: "P-7K3M9Q2X", kind: "exam", choice: "candidate-unwell", note: "头晕" },
  ABORTED_BY_STATION: {
    because: { code: "NEVER_BEGUN", params: { opened: "2026-11-22", today: "2026-11-23" } },
  },
  NEVER_BEGUN: { opened: "2026-11-22", today: "2026-11-23" },
  JOB_NOT_OPENABLE: { detail: "ENOENT" },
  JOB_BROKE: { detail: "ENOENT" },
  RECORD_NOT_SEALABLE: { because: LEFT },
  SOFTWARE_FAILED: { detail: "ENOENT" },
};
