import type { None, ReasonRows } from "../reason-shape.ts";

/** What screens say for which nobody signs in: the driver's board, the hall, and the phone of an owner or a candidate. */
export const SCREEN_REASONS = {
  SCREEN_UNKNOWN: (_p: None) => ({
    zh: "出示的屏幕凭据不是本站的",
    en: "the token of a screen that was shown is none of this station's",
  }),
  SCREEN_SECRET_NEW: (p: { file: string }) => ({
    zh: `${p.file} 不存在，已重新生成；以前的看板、大厅屏和已打印单据上的地址如有，均已失效，请在“屏幕”页重新取得。`,
    en: `${p.file} was not there and is made anew: addresses of boards and halls and slips printed before, if there were any, open nothing any more; the page Screens has the new ones.`,
  }),
  // --- the driver's board
  BOARD_FREE: (_p: None) => ({ zh: "叫到本车号牌再驶入", en: "Drive in when your plate is called." }),
  BOARD_WAIT: (_p: None) => ({ zh: "请在车内等候", en: "Wait in your car." }),
  BOARD_WAIT_DEVICE: (_p: None) => ({
    zh: "设备故障，请在车内等候，勿移动车辆",
    en: "Fault: wait, do not move.",
  }),
  /** As the prompts of the same actions say it, short enough in English to be read ten metres away. */
  BOARD_ROLL_FREE: (_p: None) => ({
    zh: "空挡，勿踩制动，车轮自由滚动",
    en: "Neutral, feet off: roll free.",
  }),
  BOARD_INSERT_PROBE: (p: { depthMm: number }) => ({
    zh: `请将取样探头插入排气管不少于${p.depthMm}mm`,
    en: `Probe ${p.depthMm} mm into the exhaust.`,
  }),
  BOARD_IDLE: (_p: None) => ({ zh: "请松开油门，保持怠速", en: "Foot off the pedal: idle." }),
  BOARD_FULL_THROTTLE: (_p: None) => ({
    zh: "请在1秒内将油门踩到底并保持，直至提示松开",
    en: "Floor it at once, hold until told.",
  }),
  BOARD_COUNTED: (p: { counted: number; needed: number }) => ({
    zh: `请稍候：本次加速有效（连续第${p.counted}次，共需${p.needed}次），请保持怠速`,
    en: `Counts, ${p.counted} of ${p.needed}: keep idling.`,
  }),
  BOARD_PROBE_OUT: (_p: None) => ({
    zh: "请稍候：烟度计零位校准，探头请勿插入排气管",
    en: "Wait: keep the probe out.",
  }),
  // --- the board of a car on a course: what its candidate is told, and nothing of how the test stands
  BOARD_CAR_FREE: (_p: None) => ({ zh: "叫到您时再上车", en: "Get in when you are called." }),
  BOARD_CAR_WAIT: (_p: None) => ({ zh: "请在车内等候考试员", en: "Wait for the examiner." }),
  BOARD_CAR_START: (_p: None) => ({ zh: "准备好即可起步", en: "Start when you are ready." }),
  BOARD_CAR_ITEM: (p: { nameZh: string; nameEn: string }) => ({
    zh: `请完成：${p.nameZh}`,
    en: `Now: ${p.nameEn}`,
  }),
  BOARD_CAR_AGAIN: (p: { nameZh: string; nameEn: string }) => ({
    zh: `请再做一次：${p.nameZh}`,
    en: `Once more: ${p.nameEn}`,
  }),
  BOARD_CAR_OVER: (_p: None) => ({ zh: "考试已结束，请停车等候", en: "Stop: the test has ended." }),
  BOARD_FOLLOW_STAFF: (_p: None) => ({ zh: "请听从工作人员指引", en: "Follow the staff." }),
  // --- the hall
  HALL_LANE: (p: { site: string; position: string | null }) => ({
    zh: `检测线 ${p.site}${p.position === null ? "" : `，${p.position} 工位`}`,
    en: `lane ${p.site}${p.position === null ? "" : `, position ${p.position}`}`,
  }),
  HALL_COURSE: (p: { site: string; car: string | null }) => ({
    zh: `考场 ${p.site}${p.car === null ? "" : `，考车 ${p.car}`}`,
    en: `course ${p.site}${p.car === null ? "" : `, car ${p.car}`}`,
  }),
  HALL_FINISHED: (_p: None) => ({
    zh: "请查看手机或到服务台领取结果",
    en: "See your phone, or come to the desk, for the result.",
  }),
  // --- the phone
  PHONE_QUEUE: (p: { place: number }) => ({
    zh: `正在排队，第 ${p.place} 位`,
    en: `You are number ${p.place} in the queue.`,
  }),
  PHONE_ITEM: (p: { nameZh: string; nameEn: string }) => ({
    zh: `正在检测：${p.nameZh}`,
    en: `Being measured: ${p.nameEn}`,
  }),
  PHONE_INSPECTING: (_p: None) => ({ zh: "正在检验", en: "The inspection is under way." }),
  PHONE_BY_HAND: (_p: None) => ({
    zh: "检验员正在进行人工检验",
    en: "Inspectors are looking at the vehicle by hand.",
  }),
  PHONE_REVIEW: (_p: None) => ({
    zh: "检验已做完，等待授权签字人审核",
    en: "All is done; the signatory is reviewing it.",
  }),
  PHONE_TESTING: (_p: None) => ({
    zh: "考试进行中。请收起手机，听从考试员指令；考试结束签字后在此显示成绩",
    en: "The test is under way. Put the phone away and follow the examiner; the result is shown here once it is signed.",
  }),
  PHONE_TEST_SIGNING: (_p: None) => ({
    zh: "考试结束，考试员将告知成绩并请您确认",
    en: "The test is over. The examiner tells you the result and asks you to confirm it.",
  }),
  PHONE_SEALING: (_p: None) => ({ zh: "结果正在签封", en: "The result is being sealed." }),
  PHONE_SEALED: (_p: None) => ({
    zh: "结果已签封，等待登记中心回执",
    en: "The result is sealed; the registry's receipt is awaited.",
  }),
  PHONE_RECEIPTED: (_p: None) => ({
    zh: "登记中心已收到结果",
    en: "The registry has the result.",
  }),
  PHONE_WITHDRAWN: (_p: None) => ({
    zh: "此结果已被撤销，不再有效，请到服务台询问",
    en: "This result was withdrawn and is not in force any more; ask at the desk.",
  }),
  PHONE_CLOSED: (_p: None) => ({
    zh: "本次没有结果，请到服务台询问",
    en: "Nothing came of this one; ask at the desk.",
  }),
  PHONE_PRACTICE: (_p: None) => ({ zh: "练习，没有成绩", en: "Practice: there is no result." }),
  PHONE_GONE: (_p: None) => ({
    zh: "本站不再显示此任务。结果以纸质报告和登记中心为准；有疑问请带号牌或证件到服务台",
    en: "The station shows nothing of this job any more. Its result stands on the report and at the registry; with questions come to the desk with plate or document.",
  }),
  PHONE_PROVISIONAL: (_p: None) => ({
    zh: "以下为检测中的情况，以签字后的结果为准",
    en: "How it stands while it goes on; what counts is the result once it is signed.",
  }),
  PHONE_ASK_STAFF: (_p: None) => ({
    zh: "原因请询问工作人员",
    en: "The staff will tell you why.",
  }),
  PHONE_SIMULATED: (_p: None) => ({
    zh: "模拟设备，结果仅供演示，不具法律效力",
    en: "Simulated devices: for demonstration, without legal effect.",
  }),
  PHONE_UNVERIFIED: (p: { rules: number }) => ({
    zh: `${p.rules} 项限值未经标准核对`,
    en: `${p.rules === 1 ? "1 of its limits is" : `${p.rules} of its limits are`} not yet checked against the standard.`,
  }),
} as const satisfies ReasonRows;
