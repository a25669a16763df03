import type { Sentence } from "../reason-shape.ts";

/** Who gives a command. */
export const ACTORS = {
  console: { zh: "操作台", en: "console" },
  examiner: { zh: "考试员", en: "examiner" },
  operator: { zh: "操作员", en: "operator" },
  station: { zh: "本站", en: "station" },
} as const satisfies Record<string, Sentence>;

/** Anybody else is said by the name they came with. */
export function actorName(actor: string): Sentence {
  return Object.hasOwn(ACTORS, actor)
    ? ACTORS[actor as keyof typeof ACTORS]
    : { zh: ` ${actor} `, en: actor };
}
