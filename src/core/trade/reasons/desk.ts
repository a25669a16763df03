import type { AnyReason, None, ReasonRows, Sentence } from "../reason-shape.ts";
import { abortReasons, reasonGiven } from "../words/abort-reasons.ts";
import { actorName } from "../words/actors.ts";
import { faultName } from "../words/faults.ts";
import { inputValue } from "../words/inputs.ts";
import { roleName } from "../words/roles.ts";

/** Opening a job, commands to one, and jobs that end without a record. */
export const DESK_REASONS = {
  // --- opening a job: the subject's own file
  FILE_REFUSED: (p: { file: string; zh: string; en: string; movedTo: string | null }) => ({
    zh: `${p.file} 不能受理：${p.zh}${p.movedTo === null ? "" : ` 文件已移至 ${p.movedTo}。`}`,
    en: `${p.file} is refused: ${p.en}${p.movedTo === null ? "" : ` The file is now ${p.movedTo}.`}`,
  }),
  FILE_BEING_WRITTEN: (p: { file: string }) => ({
    zh: `${p.file} 还在写入，写完后再叫下一个。`,
    en: `${p.file} is still being written; call the next one when it is whole.`,
  }),
  NOBODY_WAITS: (_p: None) => ({
    zh: "没有等待的车辆或考生；请先在登记中心受理。",
    en: "Nobody waits; the registry's desk has to take somebody in first.",
  }),
  INTAKE_UNREADABLE: (p: { folder: string; why: string }) => ({
    zh: `不能读取等候目录 ${p.folder}（${p.why}）。请检查目录和权限。`,
    en: `The intake folder ${p.folder} cannot be read (${p.why}). Check the folder and its permissions.`,
  }),
  FILE_NOT_TAKEN: (p: { file: string; zh: string; en: string }) => ({
    zh: `${p.file} 不能叫号：${p.zh}`,
    en: `${p.file} cannot be called: ${p.en}`,
  }),
  WAITS_NO_MORE: (p: { file: string }) => ({
    zh: `${p.file} 已不在等候，可能已被叫到、移走或改动；请看更新后的队列。`,
    en: `${p.file} does not wait any more: it was called, moved or changed. Look at the queue as it is now.`,
  }),
  WAITS_ELSEWHERE: (p: { file: string; place: string }) => ({
    zh: `${p.file} 已安排到 ${p.place}；如需在别处开始，请先改派。`,
    en: `${p.file} is to go to ${p.place}; to take it elsewhere, change that first.`,
  }),
  ALL_WAIT_ELSEWHERE: (p: { place: string }) => ({
    zh: `等候者均已安排到别处，没有可在 ${p.place} 开始的；可在等候队列中改派。`,
    en: `Everybody who waits is to go elsewhere, nobody to ${p.place}; the queue is where that is changed.`,
  }),
  QUEUE_CHANGED: (_p: None) => ({
    zh: "队列刚刚变动，未移动；请按更新后的队列重试。",
    en: "The queue has just changed and nobody was moved; try again with the queue as it is now.",
  }),
  // --- opening a job: the station
  STATION_FILE_REFUSED: (p: { file: string; zh: string; en: string }) => ({
    zh: `本站文件有误，不能开始：${p.file}：${p.zh} 等候者未被取走。`,
    en: `A file of this station is wrong, nothing is begun: ${p.file}: ${p.en} Whoever waits goes on waiting.`,
  }),
  NOT_EQUIPPED: (p: { what: string }) => ({
    zh: `站点文件没有写明 ${p.what}，不能开始这类任务。`,
    en: `The station file names no ${p.what}; this kind of job cannot begin.`,
  }),
  JOB_BUSY: (p: { job: string }) => ({
    zh: `${p.job} 正在使用同一套设备，结束后再叫下一个。`,
    en: `${p.job} is still on the same instruments; call the next one when that has ended.`,
  }),
  NOT_LEAVING: (p: { job: string; site: string }) => ({
    zh: `${p.job} 的车辆不在驶离 ${p.site} 的途中。`,
    en: `The vehicle of ${p.job} is not on its way out of ${p.site}.`,
  }),
  SITE_UNKNOWN: (p: { site: string; sites: readonly string[] }) => ({
    zh: `本站没有名为 ${p.site} 的检测线或考试车辆，可用：${p.sites.join("、") || "无"}。`,
    en: `This station has no such lane or car for that: ${p.site}; it has ${p.sites.join(", ") || "none"}.`,
  }),
  SITE_NONE: (p: { kind: string }) => ({
    zh: p.kind === "exam" ? "本站没有考场。" : "本站没有检测线。",
    en: p.kind === "exam" ? "This station has no course." : "This station has no lane.",
  }),
  OPENING_ALREADY: (_p: None) => ({
    zh: "上一次叫号正在处理，请稍候。",
    en: "The call before this one is still being answered; wait a moment.",
  }),
  RULEBOOK_NOT_YET: (p: { rulebook: string; from: string; today: string }) => ({
    zh: `规则 ${p.rulebook} 自 ${p.from} 起施行，日期为 ${p.today}。请换用当时有效的规则。`,
    en: `The rulebook ${p.rulebook} is in force from ${p.from} only, and the date is ${p.today}. Name the one in force then.`,
  }),
  RULEBOOK_ENDED: (p: { rulebook: string; until: string; today: string }) => ({
    zh: `规则 ${p.rulebook} 已于 ${p.until} 失效，日期为 ${p.today}。请换用当时有效的规则。`,
    en: `The rulebook ${p.rulebook} was in force until ${p.until} only, and the date is ${p.today}. Name the one in force then.`,
  }),
  CLASS_NOT_COVERED: (p: { licenceClass: string; rulebook: string; allowed: string }) => ({
    zh: `准驾车型 ${p.licenceClass} 不适用规则 ${p.rulebook}（仅 ${p.allowed}）。`,
    en: `The licence class ${p.licenceClass} is not examined by the rulebook ${p.rulebook} (only ${p.allowed}).`,
  }),
  CLASS_NOT_SERVED: (p: { licenceClass: string; served: readonly string[] }) => ({
    zh: `本站没有适用于准驾车型 ${p.licenceClass} 的考试规则（仅 ${p.served.join("、")}）。`,
    en: `No rulebook of this station examines the licence class ${p.licenceClass} (only ${p.served.join(", ")}).`,
  }),
  // --- the editions of rulebooks that a station file names; `first` and `second` are their files
  EDITIONS_OVERLAP: (p: EditionPair & { licenceClass: string | null; from: string; to: string | null }) => ({
    zh: `规则 ${p.first} 与 ${p.second} ${days(p).zh}同时施行${ofClass(p).zh}，不能确定用哪一个。请让前一版在后一版施行的前一天失效（validTo）。`,
    en: `The rulebooks ${p.first} and ${p.second} are both in force ${days(p).en}${ofClass(p).en}, and nothing says which of them judges. Let the older one end (validTo) on the day before the newer one begins.`,
  }),
  EDITIONS_GAP: (p: EditionPair & { licenceClass: string | null; from: string; to: string }) => ({
    zh: `规则 ${p.first} 与 ${p.second} 之间有空档：${days(p).zh}没有现行规则${ofClass(p).zh}。请核对 validTo 和 validFrom，或补上这段时间的规则。`,
    en: `Between the rulebooks ${p.first} and ${p.second} none is in force ${days(p).en}${ofClass(p).en}. Correct validTo or validFrom, or name the edition of these days too.`,
  }),
  EDITIONS_ELSEWHERE: (p: EditionPair & { firstIn: string; secondIn: string }) => ({
    zh: `规则 ${p.first} 施行于 ${p.firstIn}，${p.second} 施行于 ${p.secondIn}：一个站点只在一个地方，请只写当地的规则。`,
    en: `The rulebook ${p.first} is in force in ${p.firstIn} and ${p.second} in ${p.secondIn}; a station stands in one place: name the rulebooks of that one.`,
  }),
  ROLE_MISSING: (p: { roles: readonly string[] }) => ({
    zh: `站点文件缺少所需设备：${p.roles.map((role) => roleName(role).zh).join("、")}。`,
    en: `The station file has no device for what this job needs: ${p.roles.map((role) => roleName(role).en).join(", ")}.`,
  }),
  NEEDED_BY_SOME: (p: {
    fuels: readonly string[];
    itemsZh: readonly string[];
    itemsEn: readonly string[];
  }) => ({
    zh: `只影响燃料为${fuelWords(p.fuels).zh}的车辆（${p.itemsZh.join("、")}）：在恢复之前不能检验；其他车辆照常检验。`,
    en: `Vehicles with this fuel alone cannot be inspected until then: ${fuelWords(p.fuels).en} (${p.itemsEn.join(", ")}). All others go on.`,
  }),
  CALIBRATION_MISSING: (p: { device: string }) => ({
    zh: `设备 ${p.device} 没有检定记录，请在站点文件中补充证书。`,
    en: `${p.device} has no calibration record; put its certificate into the station file.`,
  }),
  CALIBRATION_ENDED: (p: { device: string; validTo: string; today: string }) => ({
    zh: `设备 ${p.device} 的检定已于 ${p.validTo} 到期（今天 ${p.today}），请检定后更新站点文件。`,
    en: `The calibration of ${p.device} ended on ${p.validTo} and today is ${p.today}; have it calibrated and update the station file.`,
  }),
  DEVICE_CONNECTING: (p: { device: string }) => ({
    zh: `设备 ${p.device} 尚未连接，请检查电源和线路。`,
    en: `${p.device} is not connected yet; check its power and cable.`,
  }),
  DEVICE_FAULTY: (p: { device: string; fault: string; detail: AnyReason | null }, say) => {
    const name = faultName(p.fault);
    const more = p.detail === null ? null : say(p.detail);
    return {
      zh: `设备 ${p.device} 有故障（${name.zh}${more === null ? "" : `：${more.zh}`}），排除后再叫下一个。`,
      en: `${p.device} has a fault (${name.en}${more === null ? "" : `: ${more.en}`}); call the next one when it is mended.`,
    };
  },
  JOURNAL_LOST: (_p: None) => ({
    zh: "日志不能写入，本站正在停止。",
    en: "The journal cannot be written; the station is stopping.",
  }),
  DISK_FILLS_UP: (p: { freeMiB: number; leastMiB: number }) => ({
    zh: `存储空间还剩 ${p.freeMiB} MiB；少于 ${p.leastMiB} MiB 时不再开始新任务。请及时清理磁盘。`,
    en: `${p.freeMiB} MiB are left on the disk; below ${p.leastMiB} MiB no job is begun any more. Make room in time.`,
  }),
  DISK_NEARLY_FULL: (p: { freeMiB: number; leastMiB: number }) => ({
    zh: `存储空间只剩 ${p.freeMiB} MiB，少于 ${p.leastMiB} MiB，不开始新任务，以免做到一半无法保存。请清理磁盘（不要删除数据目录中的文件）。`,
    en: `Only ${p.freeMiB} MiB are left on the disk; below ${p.leastMiB} MiB no job is begun, so that none ends unsaved. Make room, but delete nothing in the data directory.`,
  }),
  STATION_STOPPING: (_p: None) => ({ zh: "本站正在停止。", en: "The station is stopping." }),
  SOFTWARE_FAULT: (p: { detail: string }) => ({
    zh: `软件故障，未能完成：${p.detail}。日志中有详情。`,
    en: `A fault of the software, nothing was done: ${p.detail}. The log has the details.`,
  }),
  // --- commands to a job
  JOB_UNKNOWN: (p: { job: string }) => ({
    zh: `没有正在进行的任务 ${p.job}。`,
    en: `No job ${p.job} is running here.`,
  }),
  COMMAND_UNKNOWN: (p: { command: string; kind: string; allowed: string }) => ({
    zh: `${p.kind === "exam" ? "考试" : "检验"}没有指令 ${p.command}，可用：${p.allowed}。`,
    en: `${p.kind === "exam" ? "An exam" : "An inspection"} knows no command ${p.command}; it knows ${p.allowed}.`,
  }),
  COMMAND_MALFORMED: (p: {
    command: string;
    where: string;
    found: string;
    allowed: string;
    allowedZh: string;
  }) => ({
    zh: `指令 ${p.command} 的 ${p.where} 不符：实际为 ${p.found}，应为 ${p.allowedZh}。`,
    en: `The command ${p.command} is wrong at ${p.where}: found ${p.found}, allowed: ${p.allowed}.`,
  }),
  COMMAND_REFUSED: (p: { command: string; because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `指令 ${p.command} 被拒绝：${why.zh}。`,
      en: `The command ${p.command} is refused: ${why.en}.`,
    };
  },
  // --- a job that ends before its time, void
  /** In words, as before there was a list. A button without a field for words gave its own name as what was typed. */
  ABORTED: (p: { by: string; typed: string }) => {
    const by = actorName(p.by);
    const typed = p.typed === p.by ? null : p.typed;
    return {
      zh: `由${by.zh}中止${typed === null ? "" : `：${typed}`}`,
      en: `aborted by the ${by.en}${typed === null ? "" : `: ${typed}`}`,
    };
  },
  /** By a code of `ABORT_REASONS` of this kind of job. */
  ABORTED_FOR: (p: { by: string; kind: string; choice: string; note: string }) => {
    const by = actorName(p.by);
    const given = reasonGiven(abortReasons(p.kind === "exam" ? "exam" : "inspection"), p.choice, p.note);
    return { zh: `由${by.zh}中止：${given.zh}`, en: `aborted by the ${by.en}: ${given.en}` };
  },
  ABORTED_BY_STATION: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return { zh: `由本站中止：${why.zh}`, en: `aborted by the station: ${why.en}` };
  },
  /** Calibrations and rules were held against the day of the door. */
  NEVER_BEGUN: (p: { opened: string; today: string }) => ({
    zh: `${p.opened} 受理后未开始，今天是 ${p.today}`,
    en: `it was opened on ${p.opened} and never begun; today is ${p.today}`,
  }),
  // --- a job that is ended by an event, without a record
  JOB_NOT_OPENABLE: (p: { detail: string }) => ({
    zh: `当前软件不能打开此任务的文件，任务已中止：${p.detail}`,
    en: `Today's software cannot open what this job was made from; the job is closed as aborted: ${p.detail}`,
  }),
  JOB_BROKE: (p: { detail: string }) => ({
    zh: `软件故障，任务已中止，设备已置于安全状态：${p.detail}`,
    en: `The software failed while the job ran; the job is closed as aborted and its machines were made safe: ${p.detail}`,
  }),
  RECORD_NOT_SEALABLE: (p: { because: AnyReason }, say) => {
    const why = say(p.because);
    return {
      zh: `结果不能签封，任务已中止：${why.zh}`,
      en: `The result of this job cannot be sealed; the job is closed as aborted: ${why.en}`,
    };
  },
  /** As the end of a chain: what came of it is said before. */
  SOFTWARE_FAILED: (p: { detail: string }) => ({
    zh: `软件故障：${p.detail}`,
    en: `a fault of the software: ${p.detail}`,
  }),
} as const satisfies ReasonRows;

interface EditionPair {
  readonly first: string;
  readonly second: string;
}

function days({ from, to }: { readonly from: string; readonly to: string | null }): Sentence {
  if (to === null) return { zh: `自 ${from} 起`, en: `from ${from} on` };
  return from === to
    ? { zh: `在 ${from} `, en: `on ${from}` }
    : { zh: `在 ${from} 至 ${to} `, en: `from ${from} to ${to}` };
}

function ofClass({ licenceClass }: { readonly licenceClass: string | null }): Sentence {
  return licenceClass === null
    ? { zh: "", en: "" }
    : { zh: `（准驾车型 ${licenceClass}）`, en: ` for the licence class ${licenceClass}` };
}

function fuelWords(fuels: readonly string[]): Sentence {
  const words = fuels.map((fuel) => inputValue("vehicle.fuel", fuel));
  return { zh: words.map(({ zh }) => zh).join("、"), en: words.map(({ en }) => en).join(", ") };
}
