import type { Sentence } from "../../../core/trade/reason-shape.ts";
import { said } from "../texts.ts";

const t = (zh: string, en: string): Sentence => ({ zh, en });

/** What only the page of an appeal says; whatever it shares with the console stands in the console's texts. */
export const APPEAL_TEXTS = {
  titleExam: t("考试结果申诉材料", "Appeal of a driving test"),
  titleInspection: t("检验结果申诉材料", "Appeal of an inspection"),
  title: t("申诉材料", "Appeal"),
  titleRedacted: t("已隐去个人信息", "redacted for others"),
  lightDay: t("日间", "Day"),
  lightNight: t("夜间", "Night"),
  checking: t("正在核验……", "Checking…"),
  checkingMeans: t(
    "请稍候，文件在本机核验，不访问网络。",
    "One moment: it is checked on this machine, without a network.",
  ),
  verified: t("核验通过", "Verified"),
  verifiedMeans: t(
    "记录是真的，没有被改动；得出结论的全部条目都在，并在站点日志之中。",
    "The record is genuine and was not changed; all entries from which it was made are here, and stand in the station's log.",
  ),
  redactedMeans: t(
    "结果由站点签名，没有被改动；列出的读数都在站点日志之中。涉及个人的内容已隐去（▇▇▇），与之有关的部分只有站点的签名为凭。",
    "The result is signed by the station and was not changed; the readings below stand in its log. What tells of persons is hidden (▇▇▇), and where it matters the station's signature is all there is to go by.",
  ),
  refused: t("核验不通过", "Refused"),
  refusedMeans: t(
    "文件中的证据不能相信，因此下面不显示其内容。",
    "The evidence in this file cannot be believed, so nothing of it is shown.",
  ),
  changed: t("文件已被改动", "The file was changed"),
  changedMeans: t(
    "本页与生成时不同，因此不显示任何内容。可能是文件被改动，也可能是浏览器的扩展程序改动了页面；请停用扩展程序后重新打开，或向给您文件的人再要一份。",
    "This page is not what it was when it was made, so nothing is shown. The file was changed, or an extension of this browser changed the page: open it once more without extensions, or ask for the file again.",
  ),
  empty: t("文件中没有证据", "There is no evidence in this file"),
  emptyMeans: t(
    "这是空白页面，由 proofmark journal appeal 放入一个任务的证据。",
    "This is the page as it was built; proofmark journal appeal puts the evidence of a job into it.",
  ),
  unlike: t("文件中的证据不可读取", "The evidence in this file cannot be read"),
  unlikeMeans: t(
    "证据数据不是完整的 Base64：文件已被改动。",
    "Its data is no whole Base64: the file was changed.",
  ),
  whatChecked: t("核验了什么", "What was checked"),
  whyRefused: t("为什么", "Why"),
  known: t("还须知道", "To be known besides"),
  withdrawnBig: t("记录已撤销，不再有效", "The record was withdrawn and is not in force"),
  keyTitle: t("由谁的密钥作保", "Whose key vouches for it"),
  keyBrought: t("由本文件自带的密钥签发，指纹：", "Signed by the key that this file brought, fingerprint:"),
  keyNone: t(
    "本文件没有带信任列表。请载入登记中心的信任列表，才能知道由谁签名。",
    "This file brings no trust list. Load that of the registry: without it nobody can say who signed.",
  ),
  keyCompare: t("（尚未比对，见页末）", "(not compared yet: see the end of this page)"),
  keyHow: t(
    "请从别处（公文、公告、电话）取得登记中心的指纹，输入后与本文件比对。空格、大小写不影响。",
    "Get the registry's fingerprint from elsewhere (a letter, a notice, a call) and type it: the page compares. Spaces and capitals make no difference.",
  ),
  keyField: t("登记中心的指纹（64 位十六进制）", "The registry's fingerprint (64 hexadecimal digits)"),
  keyShort: t("还不够 64 位，已输入", "Not yet 64 digits; typed so far"),
  keyLong: t("超过 64 位，已输入", "More than 64 digits; typed"),
  keyNoHex: t("只能是 0–9 和 a–f", "Only 0–9 and a–f can stand in it"),
  keySame: t("与您输入的指纹一致。", "It is the fingerprint that you typed."),
  keyOther: t(
    "与您输入的指纹不一致：不要相信本文件。",
    "It is not the fingerprint that you typed: do not believe this file.",
  ),
  keyOwn: t(
    "由您载入的信任列表作保，该列表的签发者指纹：",
    "By the trust list that you loaded, which is signed by the key of the fingerprint:",
  ),
  keyOwnOther: t(
    "您载入的信任列表不是由该指纹的登记中心签发的：请换用正确的列表。",
    "The trust list that you loaded is not signed by the registry of that fingerprint: load the right one.",
  ),
  keyNotCompared: t(
    "本文件因其他原因未通过核验（原因见页首），指纹尚未比对。",
    "The file is refused for another reason, which stands at the top of this page: the fingerprint was not compared.",
  ),
  keyLoad: t("载入信任列表", "Load a trust list"),
  keyLoaded: t("已改用您载入的信任列表", "The trust list that you loaded is used"),
  zone: t("本页时间均按本机时区：", "All times on this page are in the zone of this device: "),
  zoneOf: t("。文件没有说明站点所在的时区。", ". The file does not say in which zone the station is."),
  stationDay: t("任务开始时站点的当地日期", "The date at the station when the job was opened"),
  result: t("结果", "The result"),
  when: t("时间", "When"),
  where: t("地点", "Where"),
  job: t("任务", "Job"),
  faults: t("扣分与不合格", "What went wrong, and when"),
  noFaults: t("没有扣分，也没有不合格项。", "Nothing was deducted and nothing failed."),
  found: t("实测", "Found"),
  allowed: t("规定", "Allowed"),
  goThere: t("看这一刻", "Show this moment"),
  samples: t("触发判定的数据", "The samples that led to it"),
  byHand: t("由考试员录入", "entered by the examiner"),
  ruleText: t("规则", "Rule"),
  allItems: t("各项目", "Item by item"),
  through: t("全过程回看", "As it happened"),
  keysHint: t(
    "方向键 ← → 前后移动，N / P 跳到后一个 / 前一个扣分。",
    "Arrow keys ← → move in time, N / P go to the next / previous fault.",
  ),
  signals: t("车辆信号", "Signals of the car"),
  speed: t("车速", "speed"),
  greyMeans: t(
    "灰色：此时未知，设备当时没有数据或已断开。",
    "Grey: not known then. The device told nothing, or was gone.",
  ),
  zoomAll: t("全程", "All"),
  zoom60: t("60 秒", "60 s"),
  zoom10: t("10 秒", "10 s"),
  unknown: t("未知", "not known"),
  raw: t("原始数据", "Raw signals"),
  rawHint: t(
    "所选时刻前后的日志条目，原样；点开可看全文与散列。卫星接收机的原文中是 UTC 时间。",
    "Entries of the journal around the moment chosen, as they stand; open one for its whole text and its hash. In the text of a satellite receiver the time is UTC.",
  ),
  rawFind: t("条目编号", "Entry no."),
  rawGo: t("查找", "Find"),
  rawNone: t("文件中没有这个编号的条目。", "This file holds no entry of that number."),
  earlier: t("更早", "Earlier"),
  later: t("更晚", "Later"),
  leaf: t("在日志中的散列（RFC 6962 叶）", "Hash in the log (leaf of RFC 6962)"),
  rules: t("所用规则", "Rules used"),
  rulesBook: t("规则文件", "Rulebook"),
  rulesNone: t(
    "规则文件未向您提供，只能按编号列出。",
    "The rulebook is withheld from you: rules are named by their ids alone.",
  ),
  source: t("来源", "Source"),
  confidence: t("可信度", "Confidence"),
  limit: t("限值", "Limit"),
  unverified: t("尚无人与标准核对", "nobody has checked it against the standard"),
  hashes: t("散列与证明", "Hashes and proof"),
  recordId: t("记录编号", "Record"),
  rulebookHash: t("规则文件散列", "Rulebook"),
  courseHash: t("场地文件散列", "Course"),
  checkpoint: t("检查点（日志大小）", "Checkpoint (size of the log)"),
  witnesses: t("见证", "Witnesses"),
  witnessed: t("见证时间", "Witnessed"),
  software: t("软件", "Software"),
  signedBy: t("签名密钥", "Signed by the key"),
  devices: t("设备", "Devices"),
  simulated: t("模拟", "simulated"),
  calibrated: t("检定有效期至", "calibrated to"),
  bundleHash: t("证据包散列", "Bundle"),
  download: t("另存证据包", "Save the bundle"),
  downloadHint: t(
    "可用核验页面或下面的命令在别处核验、重算：",
    "Check it elsewhere with the verifier's page, or with these commands:",
  ),
  foldWorking: t("正在重现过程……", "Going through it once more…"),
  foldWithheld: t(
    "重现过程所需的内容未向您提供，因此没有地图和曲线。",
    "What map and curves would be drawn from is withheld from you.",
  ),
  foldFailed: t(
    "这份软件不能重现该过程，因此没有地图和曲线；上面的核验不受影响。",
    "The software in this page cannot go through it once more, so there are no map and curves; what was checked above holds all the same.",
  ),
  foldDiffers: t(
    "注意：条目给出的结果与记录不一致。下面以记录为准；请用 proofmark replay 重算。",
    "Mind: the entries lead to something else than the record says. Below stands what the record says; run proofmark replay.",
  ),
  course: t("场地图", "Map"),
  trial: t(
    "出自模拟设备，仅供演示，无任何效力。",
    "From simulated devices: for show only, good for nothing real.",
  ),
  photos: t("照片", "Photos"),
  photoAway: t("这张照片不在文件中。", "This photo is not in the file."),
} as const;

export type AppealText = keyof typeof APPEAL_TEXTS;

export function say(key: AppealText): string {
  return said(APPEAL_TEXTS[key]);
}
