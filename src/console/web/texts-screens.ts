/** What the page says of boards, hall and slips. */
export const SCREENS_TEXTS = {
  screens: ["屏幕地址", "Screens"],
  screensHint: [
    "打开以下地址无需登录：各自只显示一项内容，不显示姓名、车辆识别代号和人员。请勿转发；地址泄露时，删除数据目录中的 screen-secret 并重新启动，全部地址和凭条即作废。",
    "These addresses open without signing in. Each shows one thing, and no name, VIN or member of staff. Do not pass them on; where one got about, take screen-secret out of the data directory and start the station again: all addresses and slips end then.",
  ],
  hallScreen: ["大厅屏", "Hall"],
  hallScreenHint: [
    "叫号、排队、已完成；号牌和姓名部分隐藏。",
    "Who is called, who waits, who is done; plates and names masked.",
  ],
  boardScreen: ["驾驶员显示屏", "Driver's board"],
  boardScreenHint: [
    "显示最近车辆的下一步。43 英寸以上横屏，十米可读。",
    "What the nearest vehicle is to do. For a wide screen of 43 inches or more, to be read ten metres away.",
  ],
  boardPosition: ["工位", "Position"],
  noScreens: ["本站没有此类屏幕", "This station shows no such screens"],
  ownMachineOnly: [
    "此地址只在本机可用，手机和其他屏幕打不开：请在站点文件中设置 console.host 和 console.names，或用本站的网络地址打开本页。",
    "This address works on this machine alone, and on no phone: set console.host and console.names in the station file, or open this page by the station's address in the network.",
  ],
  openScreen: ["打开", "Open"],
  slip: ["凭条", "Slip"],
  slipTitleInspection: ["机动车检验凭条", "Slip of a vehicle inspection"],
  slipTitleExam: ["驾驶技能考试凭条", "Slip of a driving test"],
  slipTime: ["受理时间", "Taken in"],
  slipJob: ["任务编号", "Job"],
  slipDo: [
    "用手机扫码，查看排队、进度和结果，无需登录。请在大厅等候叫号，叫到后按屏幕指引办理。请保管好本凭条：持有者可查看本任务。",
    "Scan this with a phone for place, progress and result, without signing in. Wait in the hall until you are called, then follow the screens. Keep this slip: whoever holds it can look at this job.",
  ],
  slipDoExam: [
    "用手机扫码查看排队情况；考试期间请收起手机，成绩签字后在此显示。请在大厅等候叫号。请保管好本凭条：持有者可查看本任务。",
    "Scan this with a phone for your place in the queue. Put the phone away during the test; the result is shown there once it is signed. Wait in the hall until you are called. Keep this slip: whoever holds it can look at this job.",
  ],
  slipCode: ["手机页面二维码", "QR code of the page for the phone"],
  slipGone: [
    "本站不再显示此任务，不能打印凭条",
    "The station shows nothing of this job any more: there is no slip of it",
  ],
  print: ["打印", "Print"],
  backToJob: ["返回任务", "Back to the job"],
} as const;
