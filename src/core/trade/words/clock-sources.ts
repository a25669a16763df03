import type { Sentence } from "../reason-shape.ts";

/** What else has the time. */
const CLOCK_SOURCES = {
  kernel: { zh: "网络校时", en: "time service of this machine" },
  gnss: { zh: "卫星接收机", en: "satellite receiver" },
  registry: { zh: "登记中心", en: "registry" },
} as const satisfies Record<string, Sentence>;

/** A source of another software keeps its own name. */
export function clockSourceName(source: string): Sentence {
  return Object.hasOwn(CLOCK_SOURCES, source)
    ? CLOCK_SOURCES[source as keyof typeof CLOCK_SOURCES]
    : { zh: source, en: source };
}
