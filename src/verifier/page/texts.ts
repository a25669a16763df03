import type { Use } from "../verdict.ts";
import type { CameraFault } from "./camera-stream.ts";
import type { Sentence } from "./language.ts";
import type { OfferedTrouble } from "./offered-file.ts";

const text = (zh: string, en: string): Sentence => ({ zh, en });

export const TEXTS = {
  title: text("Proofmark 核验", "Proofmark verifier"),
  otherLanguage: text("English", "中文"),
  home: text("首页", "Home"),
  back: text("返回", "Back"),
  again: text("核验下一个", "Check the next one"),
  scan: text("扫描二维码", "Scan the code"),
  scanHint: text("用摄像头对准标志上的二维码", "Point the camera at the code on the mark"),
  choose: text("图片或文件", "Picture or file"),
  paste: text("粘贴文字", "Paste text"),
  drop: text(
    "也可以把图片或文件拖到本页任意处。",
    "A picture or a file can be dropped anywhere on this page.",
  ),
  dropHere: text("松开即核验", "Let go to check it"),
  others: text(
    "除标志外，还可核验：检验或考试记录、证明、日清单、证据包，以及密钥列表。",
    "Besides marks it checks records, proofs, days, bundles of evidence, and lists of keys.",
  ),
  use: text("用途", "What for"),
  useHint: (hours: number): Sentence =>
    hours % 24 === 0 && hours > 24
      ? text(`状态须在 ${hours / 24} 天内`, `status at most ${hours / 24} days old`)
      : text(`状态须在 ${hours} 小时内`, `status at most ${hours} hours old`),
  cameraTitle: text("扫描二维码", "Scan the code"),
  cameraAim: text(
    "把二维码放进框内，占满大半个框，保持不动。",
    "Bring the code into the frame so that it fills most of it, and hold still.",
  ),
  cameraSlow: text(
    "还没有读到。靠近一些，避开反光；或拍成照片，用“图片或文件”。",
    "Nothing read yet. Come closer and out of the glare; or take a photo and choose it as a picture.",
  ),
  cameraOpening: text(
    "正在打开摄像头。浏览器询问时请允许。",
    "Opening the camera. Allow it where the browser asks.",
  ),
  cameraResting: text("页面不在前台，摄像头已关闭。", "The page was hidden, and the camera is off."),
  cameraOn: text("重新打开摄像头", "Open the camera again"),
  lampOn: text("开灯", "Lamp on"),
  lampOff: text("关灯", "Lamp off"),
  otherCode: text("这个二维码不是标志，内容是：", "This code is no mark. It says:"),
  pasteTitle: text("粘贴标志或记录的文字", "Paste the text of a mark or a record"),
  pasteHint: text(
    "标志的文字以 PM1: 开头；记录、证明等粘贴整个文件的内容。",
    "A mark's text begins with PM1:; of a record or a proof paste the whole file.",
  ),
  check: text("核验", "Check"),
  checking: text("正在核验……", "Checking..."),
  pasteEmpty: text("还没有文字。", "There is no text yet."),
  clock: text("本机时间", "Clock of this device"),
  clockStands: text("有效期和状态的新旧都按它判断。", "Dates and the age of a status are judged by it."),
  clockWrong: text("时间不对", "It is wrong"),
  clockRight: text("时间是对的", "It is right after all"),
  clockDistrusted: text(
    "您说本机时间不对：有效期和状态的新旧不作判断。",
    "You said that it is wrong: no date and no age is judged.",
  ),
  judgedAt: text("按本机时间判断：", "Judged by this device's clock: "),
  notJudged: text("未按本机时间判断", "Not judged by this device's clock"),
  nextStep: text("怎么办", "What to do"),
  details: text("核验过程", "What was checked"),
  failures: text("原因", "Why"),
  notes: text("另请注意", "Note as well"),
  raw: text("原始内容（JSON）", "Raw content (JSON)"),
  source: text("来源", "From"),
  ofCamera: text("摄像头", "the camera"),
  ofPaste: text("粘贴的文字", "pasted text"),
  ofPicture: (name: string): Sentence => text(`图片 ${name}`, `the picture ${name}`),
  trialBar: text("模拟 / 试用：不作任何真实用途", "SIMULATED OR ON TRIAL: GOOD FOR NOTHING REAL"),
  unchecked: text(
    "依据的规则中有尚未核对的数值。",
    "It rests on rules with numbers that nobody has checked against the standard.",
  ),
} as const;

export const USES: Readonly<Record<Use, Sentence & { readonly hours: number }>> = {
  roadside: { zh: "路检", en: "Roadside", hours: 7 * 24 },
  transfer: { zh: "二手车过户", en: "Used-car transfer", hours: 24 },
  "check-in": { zh: "考试签到", en: "Exam check-in", hours: 24 },
};

/** What is wrong with the camera, and what to do. */
export const CAMERA_FAULTS: Readonly<Record<CameraFault, Sentence>> = {
  "not-here": text(
    "浏览器不让这样打开的页面使用摄像头。请用 https 网址打开本页，或先拍照，再用“图片或文件”。",
    "The browser gives no camera to a page opened in this way. Open it by an https address, or take a photo and choose it as a picture.",
  ),
  none: text(
    "本机没有摄像头。请选取标志的照片，或粘贴文字。",
    "This device has no camera. Choose a photo of the mark, or paste its text.",
  ),
  refused: text(
    "浏览器未获准使用摄像头。请在地址栏旁的网站设置中允许摄像头，再点“重新打开摄像头”；或选取照片。",
    "The camera was refused. Allow it in the site's settings beside the address, then open it again; or choose a photo.",
  ),
  busy: text(
    "摄像头正被其他程序占用。请关闭那个程序，再点“重新打开摄像头”。",
    "Another program is using the camera. Close that program, then open it again.",
  ),
  gone: text(
    "摄像头中断了。请接好或重新允许，再点“重新打开摄像头”；或选取照片。",
    "The camera went away. Connect it or allow it again, then open it again; or choose a photo.",
  ),
  broken: text(
    "摄像头打不开。请再试一次；仍不行时选取照片。",
    "The camera does not open. Try once more; else choose a photo.",
  ),
};

export const OFFERED_TROUBLES: Readonly<Record<OfferedTrouble, Sentence>> = {
  "too-large": text(
    "文件大于 64 MiB，不可能是可核验的文件。",
    "The file is larger than 64 MiB; nothing that can be checked is.",
  ),
  empty: text(
    "文件是空的。请重新取得，再选一次。",
    "The file is empty. Get it again, and choose it once more.",
  ),
  unreadable: text(
    "文件读不出来。请重新取得，再选一次。",
    "The file cannot be read. Get it again, and choose it once more.",
  ),
  "no-code": text(
    "图片里没有读到二维码。请离近拍清楚，让一个二维码单独占满大半张，再选一次。",
    "No code was read in the picture. Photograph it from nearer and sharp, so that one code alone fills most of it.",
  ),
  "several-codes": text(
    "图片里有几个内容不同的二维码，一个也没有核验。请每个单独拍一张，逐个核验。",
    "The picture shows several codes that say different things, and none was checked. Photograph each alone, and check them one by one.",
  ),
  several: text(
    "一次给了几个文件，一个也没有核验。请逐个选取。",
    "Several files were given at once, and none was checked. Give them one by one.",
  ),
  "no-picture": text(
    "浏览器打不开这种图片。请存成 JPEG 或 PNG，再选一次。",
    "The browser cannot open this kind of picture. Save it as JPEG or PNG and choose it again.",
  ),
  pdf: text(
    "PDF 不能直接核验。请把标志的二维码截图或拍照，再选图片。",
    "A PDF cannot be checked as it is. Take a picture of the code in it, and choose that.",
  ),
};
