import type { Sentence } from "../reason-shape.ts";
import { FAULTS, type FaultCode } from "./faults.ts";

const KEPT: Sentence = {
  zh: "结果保存在本站，不会丢失；恢复后自动发送。",
  en: "Results are kept here and none is lost; they are sent by themselves once it is well again.",
};
const CALL_MANAGER: Sentence = { zh: "通知站长。", en: "Tell the manager." };
const RESTART: Sentence = {
  zh: "由站长写入站点文件，然后重新启动本站。",
  en: "Have the manager write it into the station file, then start the station again.",
};
const NOT_THE_JOURNAL: Sentence = {
  zh: "不要删除数据目录中的任何文件。",
  en: "Delete nothing in the data directory.",
};

/** What a person at the lane does about something that is wrong, in this order, where what is wrong does not say it already. */
export const REPAIR_STEPS = {
  connecting: [
    { zh: "确认设备已开机。", en: "See that the device is switched on." },
    { zh: "检查电源、插头和网线。", en: "Check its power, plug and cable." },
    {
      zh: "仍未连接时，由站长核对站点文件中的地址。",
      en: "If it stays away, have the manager compare its address with the station file.",
    },
  ],
  "role-missing": [
    {
      zh: "由站长在站点文件的 devices 中补上该设备，然后重新启动本站。",
      en: "Have the manager add the device under devices in the station file, then start the station again.",
    },
  ],
  clock: [
    {
      zh: "接通网络校时（chrony 或 NTP），或由站长校准本机时间。",
      en: "Let chrony or NTP set the clock, or have the manager set it by hand.",
    },
    {
      zh: "恢复一致后自动继续，无需重新启动。",
      en: "Once it agrees the station goes on by itself; nothing has to be started again.",
    },
  ],
  "clock-source": [
    {
      zh: "检查给出错误时间的来源；本站时钟不受影响。",
      en: "Have the source that is wrong looked at; the station's own clock is not touched by it.",
    },
  ],
  disk: [
    {
      zh: "清理磁盘上本站以外的文件，或换用更大的磁盘。",
      en: "Make room among the files that are not the station's, or have a larger disk put in.",
    },
    NOT_THE_JOURNAL,
  ],
  sealing: [
    {
      zh: "稍候：签名会自动重试，结果不会丢失。",
      en: "Wait a little: it is tried again by itself, and the result is not lost.",
    },
    {
      zh: "一直如此时通知站长检查密钥文件，日志中有详情。",
      en: "If it stays so, tell the manager to look at the key files; the log here has the details.",
    },
  ],
  journal: [
    CALL_MANAGER,
    NOT_THE_JOURNAL,
    {
      zh: "按上句更换或检查磁盘。",
      en: "Have the disk replaced or looked at, as the sentence above says.",
    },
  ],
  "own-key": [
    CALL_MANAGER,
    {
      zh: "正在进行的任务可以做完；结果由登记中心核查。",
      en: "Jobs that run may be ended in order; the registry looks into their results.",
    },
  ],
  "trust-list": [
    {
      zh: "由站长把这句话转告登记中心。",
      en: "Have the manager pass the sentence above on to the registry.",
    },
  ],
  "registry-locked": [
    {
      zh: "请站长联系登记中心核查；登记中心签署决定后才能恢复上传。",
      en: "The manager must look into it with the registry, which signs a decision before sending goes on.",
    },
    {
      zh: "此前结果都保存在本站。",
      en: "Until then all results are kept here.",
    },
  ],
  "registry-order": [
    {
      zh: "正在进行的作业照常完成，不要开始新的作业。",
      en: "Finish what runs; begin nothing new there.",
    },
    {
      zh: "请站长联系登记中心；登记中心发出解锁指令后自动恢复，本站的命令不能解除。",
      en: "The manager speaks to the registry: its unlock ends it by itself, and no command of the station does.",
    },
  ],
  "recheck-overdue": [
    {
      zh: "请车主尽快把车开来，按完整检验办理；开始检验时本站自动标注。",
      en: "Have the owner bring the vehicle and inspect it as a whole: the job is marked as the answer by itself.",
    },
    {
      zh: "来不了的，请站长向登记中心说明。",
      en: "Where it cannot come the manager tells the registry.",
    },
  ],
  offline: [
    {
      zh: "检查网线、路由器和消息服务器，尽快恢复与登记中心的连接。",
      en: "Look at cable, router and broker, and have the registry reached again soon.",
    },
    {
      zh: "一时不能恢复的，请站长告知登记中心：到期后不能开始新的作业。",
      en: "Where that takes longer the manager tells the registry: after the last day no new job begins.",
    },
    KEPT,
  ],
  "registry-away": [
    { zh: "检查本机网络是否连通。", en: "See that this machine's network is up." },
    {
      zh: "网络正常时联系登记中心。",
      en: "If it is, speak to the registry.",
    },
    KEPT,
  ],
  "registry-trouble": [
    {
      zh: "按上句处理，或把这句话转告登记中心。",
      en: "Do as the sentence above says, or pass it on to the registry.",
    },
    KEPT,
  ],
  "registry-refusal": [
    {
      zh: "稍候：结果会自动重新发送。",
      en: "Wait a little: the results are sent again by themselves.",
    },
    {
      zh: "持续拒收时通知站长，由其联系登记中心。",
      en: "If it goes on, tell the manager, who speaks to the registry.",
    },
  ],
  "records-wait": [
    {
      zh: "把等待的时间告诉登记中心：它可能收到而没有答复。",
      en: "Tell the registry how long they have waited: it may hold them without answering.",
    },
    KEPT,
  ],
  calibration: [
    {
      zh: "送检或请检定机构上门检定，取得新证书。",
      en: "Have the device calibrated and get its new certificate.",
    },
    RESTART,
  ],
  rulebook: [
    {
      zh: "取得现行版规则文件。",
      en: "Get the edition of the rulebook that is in force.",
    },
    RESTART,
  ],
  certificate: [
    {
      zh: "向签发者续签证书，替换原文件。",
      en: "Have the certificate renewed by whoever issued it, and put the new file in its place.",
    },
  ],
  "own-certificate": [
    {
      zh: "检查本机网络和登记中心是否连通：连通时本站会自行续签。",
      en: "See that the network is up and the registry is reached: the station then renews it by itself.",
    },
    {
      zh: "仍未续签时，由站长执行 proofmark keys certificate，把申请交给登记中心。",
      en: "If it stays so, the manager runs `proofmark keys certificate` and gives the request to the registry.",
    },
    {
      zh: "把登记中心签发的证书放到 cert 文件的位置；下次连接时生效，无需重启。",
      en: "Put the certificate that the registry makes of it in the place of the file cert: it is used at the next connection, without a restart.",
    },
    KEPT,
  ],
  "file-refused": [
    {
      zh: "改正或重新导出这份文件，再放入等候目录。",
      en: "Correct the file or have it made again, and put it back into the intake folder.",
    },
    {
      zh: "告诉车主或考生需要等候。",
      en: "Tell whoever it belongs to that they have to wait.",
    },
  ],
  "call-refused": [
    {
      zh: "按上句处理，然后重新叫号。",
      en: "Do as the sentence above says, then call the next one again.",
    },
  ],
} as const satisfies Record<string, readonly Sentence[]>;

export type RepairKind = keyof typeof REPAIR_STEPS;

/** Of a fault that a device has: its remedy, and how to see that it helped. */
export function faultSteps(code: FaultCode): readonly Sentence[] {
  const { remedy, blocking } = FAULTS[code];
  const seen: Sentence = {
    zh: "在设备页查看是否又收到数据。",
    en: "See on the page of the device whether readings come again.",
  };
  return blocking
    ? [remedy, seen, { zh: "仍未恢复时通知站长。", en: "If it stays so, tell the manager." }]
    : [remedy, seen];
}
