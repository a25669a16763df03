/** States of outage, on the page of the station and in the header. */
export const OUTAGE_TEXTS = {
  outageState: ["运行状态", "State of the station"],
  outageNormal: ["正常：没有异常状态。", "Normal: no state of outage stands."],
  outageUnknown: ["现在的状态，这里无法得知", "What state it is in now is not known here"],
  offlineLong: ["离线过久", "Offline for long"],
  outageWhy: ["原因", "Why"],
  outageMay: ["可以做什么", "What may be done"],
  outageEnds: ["何时结束", "What ends it"],
  outageDo: ["处理", "What to do"],
} as const;
