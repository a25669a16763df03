import type { None, ReasonRows } from "../reason-shape.ts";

/** Taking somebody in at a console, mending what waits, and taking it out of the queue again. */
export const CHECK_IN_REASONS = {
  /** Shown at the field: it names no key. `field`: `axles.0.position`. */
  FIELD_REFUSED: (p: { field: string; zh: string; en: string }) => ({
    zh: `此项不能受理：${p.zh}`,
    en: `This is refused: ${p.en}`,
  }),
  WAITS_ALREADY: (p: { who: string; file: string }) => ({
    zh: `${p.who} 已在等候（${p.file}），未再次受理。如信息有误，请在等候队列中更正或移出该项。`,
    en: `${p.who} waits already (${p.file}) and was not taken in again. If something of it is wrong, correct it in the queue or take it out there.`,
  }),
  INSIDE_ALREADY: (p: { who: string; job: string }) => ({
    zh: `${p.who} 正在进行任务 ${p.job}，未受理。请待该任务签发或中止后再受理。`,
    en: `${p.who} is under way as ${p.job} and was not taken in. Take them in when that job is signed or ended.`,
  }),
  CHECK_IN_NOWHERE: (_p: None) => ({
    zh: "本站没有等候目录，不能在控制台受理；请在站点文件中写明 intake。",
    en: "This station has no intake folder, so nobody can be taken in at its console; name one as `intake` in the station file.",
  }),
  CHECK_IN_UNWRITTEN: (p: { zh: string; en: string }) => ({
    zh: `未受理：不能写入等候目录（${p.zh}）。请检查磁盘和权限后重试。`,
    en: `Nobody was taken in: the intake folder cannot be written to (${p.en}). Check the disk and the permissions, then try again.`,
  }),
  REQUEST_ANSWERED_OTHERWISE: (p: { file: string }) => ({
    zh: `这次操作先前已以其他内容完成（${p.file}）；请查看等候队列，如需更正请在队列中操作。`,
    en: `This was done before with other contents (${p.file}); look at the queue, and correct it there if it is wrong.`,
  }),
  NOT_TAKEN_IN_HERE: (p: { file: string }) => ({
    zh: `${p.file} 不是在控制台受理的，不能在此更正或移出；请由放入文件者更正。`,
    en: `${p.file} was not taken in at a console and is not corrected or taken out here; whoever put the file there mends it.`,
  }),
} as const satisfies ReasonRows;
