import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";

/** The way to a device: why a line is closed or refused, what arrives on it broken. */
export const LINE_REASONS = {
  // --- why it is closed
  LINE_UNPLUGGED: (_p: None) => ({ zh: "线缆或设备已拔出", en: "unplugged" }),
  CLOSED_BY_US: (_p: None) => ({ zh: "已由本站关闭", en: "closed by the station" }),
  CLOSED_BY_PEER: (_p: None) => ({ zh: "对方关闭了连接", en: "closed by the other end" }),
  CONNECTION_REFUSED: (_p: None) => ({ zh: "对方拒绝连接", en: "the connection is refused" }),
  CONNECTION_RESET: (_p: None) => ({ zh: "连接被重置", en: "the connection was reset" }),
  CONNECTION_LATE: (_p: None) => ({ zh: "连接超时", en: "no connection in time" }),
  HOST_UNKNOWN: (_p: None) => ({ zh: "找不到主机", en: "the host is not found" }),
  HOST_UNREACHABLE: (_p: None) => ({ zh: "不能到达主机", en: "the host cannot be reached" }),
  PORT_HELD: (_p: None) => ({ zh: "串口被其他程序占用", en: "another program holds the port" }),
  PORT_MISSING: (_p: None) => ({ zh: "没有这个串口", en: "there is no such port" }),
  PORT_FORBIDDEN: (_p: None) => ({ zh: "没有使用该串口的权限", en: "no permission to use the port" }),
  LINE_STUCK: (_p: None) => ({ zh: "对方不再接收数据", en: "the other end takes no bytes" }),
  DEVICE_RESTARTED: (_p: None) => ({ zh: "设备重新启动", en: "the device was restarted" }),
  SIMULATOR_ABSENT: (_p: None) => ({
    zh: "站点文件称其为模拟设备，而该地址处没有模拟器",
    en: "the station file says simulated, and no simulator stands at this address",
  }),
  TERMINAL_UNSAID: (_p: None) => ({
    zh: "这是伪终端，不是串口；站点文件须说明 simulated: true 或 false",
    en: "this is a pseudo terminal and no serial port; the station file has to say simulated: true or false",
  }),
  NOT_A_TERMINAL: (_p: None) => ({
    zh: "站点文件称其为模拟设备，而这是真实串口",
    en: "the station file says simulated, and this is a real port",
  }),
  /** What the operating system or a library said, in its own words, where this house has none for it. */
  SYSTEM_SAID: (p: { text: string }) => ({
    zh: `系统报告：${p.text}`,
    en: `the system says: ${p.text}`,
  }),

  // --- PLC and digital lines
  PLC_SILENT: (p: { ms: number }) => ({
    zh: `PLC 在 ${p.ms} 毫秒内既无数据也无心跳`,
    en: `neither values nor keep-alives of the PLC for ${p.ms} ms`,
  }),
  PLC_SESSION_ENDED: (_p: None) => ({
    zh: "PLC 结束了会话",
    en: "the PLC ended the session",
  }),
  PLC_NAMESPACE_MISSING: (p: { namespaceUri: string }) => ({
    zh: `PLC 没有名称空间 ${p.namespaceUri}`,
    en: `the PLC has no namespace ${p.namespaceUri}`,
  }),
  PLC_WRITE_REFUSED: (p: { variable: string }) => ({
    zh: `PLC 没有接受对 ${p.variable} 的写入`,
    en: `the PLC did not take what was written to ${p.variable}`,
  }),
  /** `error` is a code of docs/errors.md. */
  LINES_NOT_OPENED: (p: { error: string }) => ({
    zh: `输入输出线路不能打开（${p.error}）`,
    en: `the lines cannot be opened (${p.error})`,
  }),
  LINE_NOT_WRITTEN: (p: { line: string; text: string }) => ({
    zh: `线路 ${p.line} 不能写入（${p.text}）`,
    en: `the line ${p.line} cannot be written (${p.text})`,
  }),
  LINE_NOT_WATCHED: (p: { line: string; text: string }) => ({
    zh: `线路 ${p.line} 不能监视（${p.text}）`,
    en: `the line ${p.line} cannot be watched (${p.text})`,
  }),

  // --- what arrives broken, or not at all
  GARBLED_BYTES: (p: { bytes: number; last: AnyReason | null }, say) => {
    const more = p.last === null ? null : say(p.last);
    return {
      zh: `连续 ${p.bytes} 字节中没有一帧完好数据${more === null ? "" : `，最近一次：${more.zh}`}`,
      en: `${p.bytes} bytes without one good frame among them${more === null ? "" : `; the last: ${more.en}`}`,
    };
  },
  GARBLED_SHARE: (p: { goodPct: number; last: AnyReason | null }, say) => {
    const more = p.last === null ? null : say(p.last);
    return {
      zh: `近来的语句只有 ${p.goodPct} % 完好${more === null ? "" : `，最近一次：${more.zh}`}`,
      en: `only ${p.goodPct} % of the latest sentences are sound${more === null ? "" : `; the last: ${more.en}`}`,
    };
  },
  NO_GOOD_FRAME: (p: { ms: number }) => ({
    zh: `${p.ms} 毫秒内没有完好数据`,
    en: `no good frame for ${p.ms} ms`,
  }),
  /** A fault that goes and is soon back; `line`: one of the way to the device. */
  COMES_AND_GOES: (p: { times: number; ms: number; line: boolean; last: AnyReason | null }, say) => {
    const more = p.last === null ? null : say(p.last);
    const seconds = secondsOf(p.ms);
    const look = p.line ? { zh: "，请检查插头和线缆", en: "; look at plug and cable" } : { zh: "", en: "" };
    return {
      zh: `时有时无，${seconds} 秒内 ${p.times} 次${look.zh}${more === null ? "" : `；最近一次：${more.zh}`}`,
      en: `comes and goes: ${p.times} times in ${seconds} s${look.en}${more === null ? "" : `; the last time: ${more.en}`}`,
    };
  },
  /** A line on which something comes now and then, and not as often as it should. */
  SLOW_LINE: (p: { times: number; ms: number }) => ({
    zh: `线路过慢，数据时有时无：${secondsOf(p.ms)} 秒内中断 ${p.times} 次，请检查插头、线缆和设备供电`,
    en: `a slow line: data comes only now and then, ${p.times} breaks in ${secondsOf(p.ms)} s; look at plug, cable and the device's power`,
  }),
  /** The end of a fault that came and went. */
  CAME_AND_WENT: (p: { times: number; ms: number }) => ({
    zh: `${secondsOf(p.ms)} 秒内出现 ${p.times} 次，现已稳定`,
    en: `it came ${p.times} times in ${secondsOf(p.ms)} s and is steady now`,
  }),
  CHECKSUM_MISSING: (_p: None) => ({ zh: "缺少校验和", en: "the checksum is missing" }),
  CHECKSUM_WRONG: (_p: None) => ({ zh: "校验和错误", en: "the checksum is wrong" }),
  /** `what` names the sentence or the frame type. */
  FORM_WRONG: (p: { what: string }) => ({
    zh: `${p.what} 的格式不符`,
    en: `the form of ${p.what} is wrong`,
  }),
  /** One field of a frame, counted as the maker's table counts them, and what stood in it. */
  FIELD_WRONG: (p: { what: string; field: number; found: string }) => ({
    zh: `${p.what} 的第 ${p.field} 项 "${p.found}" 格式不符`,
    en: `field ${p.field} of ${p.what} is "${p.found}", which is not its form`,
  }),
  SENTENCE_CUT: (_p: None) => ({ zh: "语句中断", en: "a sentence was cut off" }),
} as const satisfies ReasonRows;

/** Never 0, which would read as no time at all. */
function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
