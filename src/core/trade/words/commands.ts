import type { Sentence } from "../reason-shape.ts";

/** What a session may ask of an instrument. The protocol of the model says how, or that it cannot. */
export type InstrumentCommand =
  | { readonly name: "brake.start"; readonly run: "service" | "parking" }
  | { readonly name: "brake.stop" }
  | { readonly name: "brake.zero" }
  | { readonly name: "headlamp.measure"; readonly system: "one-lamp" | "two-lamp" | "four-lamp" }
  | { readonly name: "headlamp.stop" }
  | { readonly name: "gas.leak-test" }
  | { readonly name: "gas.zero" }
  | { readonly name: "gas.sample-on" }
  | { readonly name: "gas.sample-off" }
  | { readonly name: "smoke.zero" }
  | { readonly name: "smoke.start" }
  | { readonly name: "smoke.trigger" }
  | { readonly name: "smoke.summary" }
  | { readonly name: "smoke.stop" }
  | { readonly name: "side-slip.arm" };

const COMMANDS: Readonly<Record<InstrumentCommand["name"], Sentence>> = {
  "brake.start": { zh: "起动滚筒", en: "start the rollers" },
  "brake.stop": { zh: "停止滚筒", en: "stop the rollers" },
  "brake.zero": { zh: "制动台清零", en: "zero the bench" },
  "headlamp.measure": { zh: "检测前照灯", en: "measure the headlamps" },
  "headlamp.stop": { zh: "停止检测前照灯", en: "stop measuring the headlamps" },
  "gas.leak-test": { zh: "泄漏检查", en: "leak test" },
  "gas.zero": { zh: "分析仪调零", en: "zero the analyser" },
  "gas.sample-on": { zh: "开始取样", en: "start sampling" },
  "gas.sample-off": { zh: "停止取样", en: "stop sampling" },
  "smoke.zero": { zh: "烟度计零位校准", en: "zero the opacimeter" },
  "smoke.start": { zh: "进入加速测量", en: "make ready for accelerations" },
  "smoke.trigger": { zh: "触发一次加速测量", en: "sample one acceleration" },
  "smoke.summary": { zh: "读取加速测量结果", en: "ask for the results of the accelerations" },
  "smoke.stop": { zh: "退出加速测量", en: "end the accelerations" },
  "side-slip.arm": { zh: "侧滑台准备", en: "arm the side-slip plate" },
};

/** A command of another software is said by its code. */
export function commandName(command: string): Sentence {
  return Object.hasOwn(COMMANDS, command)
    ? COMMANDS[command as InstrumentCommand["name"]]
    : { zh: command, en: command };
}
