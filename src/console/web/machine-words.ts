import { faultName, isFaultCode, isRole, roleName } from "./station-words.ts";
import { language, text } from "./texts.ts";

/**
 * The core gives its reasons as English sentences, since they stand in the record. Here they are said in the person's
 * language. A sentence that is not in this book is shown as it came: a reason in the wrong language is better than none.
 */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^That job is not running\.$/, "该任务已不在运行"],
  [/^not measured$/, "未检测"],
  [/^not measured before the abort$/, "中止前未检测"],
  [/^not driven$/, "未驾驶"],
  [/^measured; no limit applies to it$/, "已测量，本项无限值要求"],
  [
    /^independent front suspension or twin steer, side slip is not judged$/,
    "前轴为独立悬架或双转向轴，不检验侧滑",
  ],
  [/^side slip is tested on automobiles with one steered axle .*$/, "仅检验前轴为非独立悬架的单转向轴汽车"],
  [/^no axle of this vehicle has a parking brake to test$/, "该车没有需要检验的驻车制动轴"],
  [/^trailers have no headlamps$/, "挂车不检验前照灯"],
  [/^the double-idle test is for spark-ignition automobiles.*$/, "双怠速法只用于点燃式发动机汽车"],
  [/^does not apply(?: to this vehicle)?$/, "不适用于该车"],
  [/^watched throughout, not broken$/, "全程监测，未违反"],
  [/^entered by the examiner$/, "考试员录入"],
  [/^(\d+) points$/, "扣 $1 分"],
  [/^measured again: (.+)$/, "重新检测：{1}"],
  [/^cannot be decided: (.+)$/, "无法判定：{1}"],
  [/^not computed: (.+)$/, "未计算：{1}"],
  [/^whether it applies depends on (.+)$/, "是否适用取决于 {1}"],
  [/^the limit depends on (.+)$/, "限值取决于 {1}"],
  [/^aborted by (\S+): (?:console)?(.*)$/, "由 $1 中止 $2"],
  [/^aborted: (.+)$/, "已中止：{1}"],
  [/^stopped by hand: (.+)$/, "人工停止：{1}"],
  [/^(\S+) is void: (.+)$/, "$1 无效：{2}"],
  [/^(\S+) void: (.+)$/, "$1 无效：{2}"],
  [/^(\S+) undecided: (.+)$/, "$1 未定：{2}"],
  [/^(\S+) was not measured$/, "$1 未检测"],
  [/^(\S+) did not give it$/, "$1 未给出该值"],
  [/^(\S+) is out of calibration since (\S+)$/, "$1 检定已于 $2 到期"],
  [/^(\S+) has no calibration record$/, "$1 没有检定记录"],
  [/^the lane has no (\S+)$/, "检测线没有 $1"],
  [/^the instrument answered (\S+) with (\S+)$/, "设备对 $1 的应答：{2}"],
  [/^the instrument did not confirm (\S+): (\S+)$/, "设备未确认 $1：{2}"],
  [/^no-answer$/, "无应答"],
  [/^refused$/, "拒绝"],
  [/^leak$/, "泄漏"],
  [/^failed$/, "失败"],
  [/^warming-up$/, "预热中"],
  [/^the test did not get past (\S+) in time$/, "测试未能按时完成步骤：{1}"],
  [/^probe$/, "插入探头"],
  [/^the bench reports a fault of its third roller$/, "制动台报告第三滚筒故障"],
  [/^the scale did not come to rest in time$/, "轴重未能按时稳定"],
  [/^the rollers did not start in time$/, "滚筒未能按时起动"],
  [/^the rollers stopped in the middle of the run$/, "滚筒在检测中途停止"],
  [/^the rollers stopped before braking was asked for$/, "滚筒在要求制动前停止"],
  [/^a wheel locked before braking was asked for$/, "车轮在要求制动前抱死"],
  [/^no samples for (\d+) ms.*$/, "$1 毫秒内没有采样"],
  [/^no samples while braking$/, "制动过程没有采样"],
  [/^only (\d+) of about (\d+) samples arrived while braking$/, "制动过程约应有 $2 个采样，只收到 $1 个"],
  [/^only (\d+) samples .*at least (\d+) are needed$/, "仅 $1 个采样，至少需要 $2 个"],
  [/^the analyser (?:fell silent|did not answer in time)$/, "分析仪无应答"],
  [
    /^the oil is at (\S+) degrees, (\S+) are needed: warm the engine up$/,
    "机油温度 $1 ℃，需达到 $2 ℃：请先热车",
  ],
  [/^the crossing of the side-slip plate was not over in time$/, "未能按时驶过侧滑台"],
  [/^the side-slip plate gave no reading$/, "侧滑台没有读数"],
  [/^the vehicle left the (\S+) while it was measured$/, "检测中车辆离开了 {1}"],
  [/^the station was restarted while .*$/, "检测期间工位重新启动"],
  [/^a device fault stands$/, "设备故障未消除"],
  [/^the test ended while the item was driven$/, "该项目进行中考试结束"],
  [/^closed: no position for (\S+) s$/, "已结束：$1 秒没有定位"],
  [/^closed: the vehicle stood still for (\S+) s$/, "已结束：车辆静止 $1 秒"],
  [/^not seen driven; for a time there was no usable position$/, "未见驾驶该项目；期间曾没有可用定位"],
  [/^no epochs came$/, "没有收到定位数据"],
  [/^the receiver's time went back$/, "接收机时间倒退"],
  [/^the receiver's time ran ahead of the station's clock$/, "接收机时间超前于工位时钟"],
  [
    /^note: examiner brake used at (.+?)(?: in (\S+))?, for the examiner to judge$/,
    "备注：考试员于 $1 使用了副制动（$2），由考试员判定",
  ],
  [/^no usable position for too long: (.+)$/, "长时间没有可用定位：{1}"],
  [/^no usable position for (\S+) s$/, "$1 秒没有可用定位"],
  [/^fix is (none|single|dgps|float)$/, "定位状态为 {1}"],
  [/^none$/, "无定位"],
  [/^single$/, "单点解"],
  [/^dgps$/, "差分解"],
  [/^float$/, "浮点解"],
  [/^the turn signals are not known$/, "转向灯状态未知"],
  [/^the parking brake is not known$/, "驻车制动状态未知"],
  [/^moved backward and the gear is not known$/, "车辆后退而挡位未知"],
  [/^(.+): not known$/, "$1 状态未知"],
  [/^the engine stopped \((\S+) rpm\) with the ignition on$/, "点火开关接通时发动机停转（$1 r/min）"],
  [/^the (left|right) turn signal was not lit when driving off$/, "起步时未开启{1}转向灯"],
  [/^the (left|right) turn signal was not lit when the turn began$/, "转弯开始时未开启{1}转向灯"],
  [/^the (left|right) turn signal was not lit$/, "未开启{1}转向灯"],
  [/^the (left|right) turn signal was still lit after the turn$/, "转弯后{1}转向灯仍未关闭"],
  [/^the other turn signal was lit, not (left|right).*$/, "开错转向灯，应为{1}侧"],
  [/^left$/, "左"],
  [/^right$/, "右"],
  [/^the seat belt was open while the test was driven$/, "驾驶过程中安全带未系"],
  [/^the parking brake was not applied before driving off$/, "起步前未拉紧驻车制动"],
  [/^the vehicle did not stop at all$/, "车辆未停车"],
  [/^the prescribed order of the manoeuvre was left$/, "未按规定路线、顺序行驶"],
  [/^stood in the bay with part of the body outside it$/, "停车时车身有部分在库外"],
  [/^drove out before the whole body had been in the bay$/, "车身未全部入库即驶出"],
  [/^reversed before both front wheels were past the control line$/, "两前轮未过控制线即倒车"],
  [/^rolled back (\d+) mm from where it had stopped$/, "停车后后溜 $1 毫米"],
  [/^front bumper from the edge of the pole line: (\S+) mm$/, "前保险杠距桩杆线边缘 $1 毫米"],
  [/^right side of the body from the right edge(.*)$/, "车身右侧距右侧边缘线$1"],
  [
    /^(outline point \d+|\w+ \w+ wheel|\w+ wheel) crossed the line (\S+) mm outside the boundary, (\S+) ms after the epoch before$/,
    "{1} 越过边线 $2 毫米（上一历元后 $3 毫秒）",
  ],
  [/^outline point (\d+)$/, "车身轮廓点 $1"],
  [/^front left wheel$/, "左前轮"],
  [/^front right wheel$/, "右前轮"],
  [/^rear left wheel$/, "左后轮"],
  [/^rear right wheel$/, "右后轮"],
  [/^the starter turned in gear (\S+)$/, "挂 $1 挡起动发动机"],
  [/^the starter was held for (\S+) s$/, "起动机持续 $1 秒"],
  [/^unplugged$/, "已拔出"],
  [/^no good frame for (\d+) ms$/, "$1 毫秒内没有有效数据"],
  [/^no STATE for (\S+) s$/, "$1 秒没有状态数据"],
  [/^no answer$/, "无应答"],
  [/^no sample while the bench runs$/, "制动台运转时没有采样"],
  [/^the board started again$/, "采集器重新启动"],
  [/^car-io-1$/, "车载信号采集器"],
];

/** One sentence with a semicolon of its own. */
const RECORDED_ONLY = "measured; no limit applies to it";
const BOTH_LANGUAGES = /^(.*[\u4e00-\u9fff].*?) \/ ([^\u4e00-\u9fff]+)$/;
const RULE = /^[a-z0-9]+(?:\.[a-z0-9-]+)+: (.+)$/;
const NAMED_FAULT = /^(\S+?)(?: (\S+))?: ([a-z-]+)(?: \((.+)\))?$/;

/** The sentence, or several joined by semicolons, in the person's language. */
export function said(sentence: string): string {
  // Texts of a rulebook come in both languages, the Chinese one first.
  const pair = BOTH_LANGUAGES.exec(sentence);
  if (pair !== null) return (language.value === "zh" ? pair[1] : pair[2]) ?? sentence;
  const whole = saidWhole(sentence);
  if (whole !== null) return whole;
  const parts = sentence.split("; ");
  if (parts.length > 1) return parts.map(said).join(text("semicolon"));
  const rule = RULE.exec(sentence);
  if (rule === null || language.value !== "zh") return sentence;
  return `${sentence.slice(0, sentence.indexOf(":"))}：${said(rule[1] ?? "")}`;
}

/** Null for a sentence that is not in the book. */
function saidWhole(sentence: string): string | null {
  const fault = saidFault(sentence);
  if (fault !== null) return fault;
  for (const [pattern, template] of PHRASES) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    if (language.value !== "zh") return match[0].includes("; ") ? null : sentence;
    return template
      .replace(/\{(\d)\}/g, (_, n: string) => said(match[Number(n)] ?? ""))
      .replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? "")
      .trim();
  }
  return null;
}

/** `axle-scale: disconnected`, `brake-bench brake-bench-1: silent (no good frame for 5000 ms)`. */
function saidFault(part: string): string | null {
  const [, who = "", device, code = "", detail] = NAMED_FAULT.exec(part) ?? [];
  if (!isFaultCode(code)) return null;
  const zh = language.value === "zh";
  const name = isRole(who) ? roleName(who) : zh ? said(who) : who;
  const which = device === undefined ? name : `${name} ${device}`;
  const more = detail === undefined ? "" : zh ? `（${said(detail)}）` : ` (${detail})`;
  return `${which}${zh ? "：" : ": "}${faultName(code)}${more}`;
}

/** The causes at the end of a chain of "not computed because", each once: what a person can do something about. */
export function causesOf(reason: string): readonly string[] {
  if (reason === RECORDED_ONLY) return [reason];
  const causes = reason.split("; ").map((part) => {
    const within = /(?:^|: )(\S+ is void: .+)$/.exec(part);
    if (within !== null) return within[1] ?? part;
    const tail = part.replace(/^.*(?:not computed|cannot be decided): /, "");
    return RULE.exec(tail)?.[1] ?? tail;
  });
  return [...new Set(causes)];
}
