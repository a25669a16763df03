import type { AnyReason, None, ReasonRows, Say } from "../reason-shape.ts";

/** Of the machine, as it is today, by the code of the error: why a demonstration goes on without Proofmark's own registry. */
export const NOT_HERE_WORDS = {
  DATABASE_NOT_HERE: "随软件包提供的 PostgreSQL 不能在本机运行，或不能以当前用户运行",
  DATABASE_UNAVAILABLE: "数据库无法启动",
  DATABASE_NEWER: "数据库是由较新的软件建立的",
  DIRECTORY_UNWRITABLE: "文件夹不可写",
  FILE_UNWRITABLE: "文件不可写",
  PORT_IN_USE: "端口已被占用",
  LISTEN_FAILED: "无法监听端口",
} as const;

export type NotHere = keyof typeof NOT_HERE_WORDS;

/** To which registry a station delivers, for whoever looks at its page. */
export const WHICH_REGISTRY_REASONS = {
  /** `isHere`: the broker is on the station's own machine, as that of a stand-in is. */
  REGISTRY_NAMED: (p: { witness: string; address: string; isHere: boolean }) => ({
    zh: `本站文件所指定的登记中心：见证 ${p.witness}，消息服务器 ${p.address}${p.isHere ? "（在本机）" : ""}`,
    en: `the one that this station's file names: witness ${p.witness}, broker ${p.address}${p.isHere ? " (on this machine)" : ""}`,
  }),
  REGISTRY_OF_DEMO: (_p: None) => ({
    zh: "演示自带的登记中心：Proofmark 的登记软件及 PostgreSQL 数据库，在本机运行，不是主管部门的登记中心",
    en: "the demonstration's own: Proofmark's registry with PostgreSQL, on this machine; it is no authority's",
  }),
  REGISTRY_STAND_IN: (p: { because: AnyReason }, say: Say) => ({
    zh: `不是登记中心，而是演示用的替身（${say(p.because).zh}）；其回执只供演示`,
    en: `no registry but a stand-in for demonstrations, since ${say(p.because).en}; its receipts are for demonstration alone`,
  }),
  REGISTRY_ABSENT: (p: { because: AnyReason }, say: Say) => ({
    zh: `没有登记中心：本站送交演示自带的登记中心，而它现在无法启动（${say(p.because).zh}）；结果留在日志中，待它启动后送交`,
    en: `none: this station delivers to the demonstration's own registry, which does not start (${say(p.because).en}); results stay in the journal until it does`,
  }),
  STAND_IN_ASKED: (_p: None) => ({ zh: "启动时指定", en: "it was asked for at the start" }),
  STAND_IN_BEGUN: (_p: None) => ({
    zh: "该数据目录最初就送交替身",
    en: "this data directory began with one",
  }),
  /** `detail`: what the system or the database says, in its own words. */
  OWN_REGISTRY_NOT_HERE: (p: { code: NotHere; detail: string }) => ({
    zh: `Proofmark 自己的登记中心无法在本机启动：${NOT_HERE_WORDS[p.code]}`,
    en: `Proofmark's own registry does not start here: ${p.detail.replace(/\.$/, "")}`,
  }),
} as const satisfies ReasonRows;
