import type { Sentence } from "../reason-shape.ts";

/** Driven through from end to end, without a stop. */
const THROUGH = {
  begun: { zh: "按路线通过，中途不停车", en: "Drive through without stopping" },
  complete: { zh: "本项已驶完，驶离", en: "Driven to the end, drive on" },
} as const;

/** What comes next in an item that is driven, by its kind and its phase. For the examiner to follow; nothing is judged by it. */
export const ITEM_STAGES = {
  "reverse-bay": {
    begun: {
      zh: "前轮驶过起点控制线，然后倒车",
      en: "Both front wheels past the start control line, then reverse",
    },
    "reverse-1": { zh: "倒入库内，整车入库后停车", en: "Reverse into the bay, all of the vehicle inside" },
    "out-far": {
      zh: "驶出车库，前轮驶过终点控制线",
      en: "Drive out, both front wheels past the far control line",
    },
    "reverse-2": {
      zh: "再次倒入库内，整车入库后停车",
      en: "Reverse into the bay again, all of the vehicle inside",
    },
    "out-start": {
      zh: "驶出车库，前轮驶回起点控制线外",
      en: "Drive out, both front wheels past the start control line",
    },
    complete: THROUGH.complete,
  },
  "side-parking": {
    begun: { zh: "驶过库位，然后倒车", en: "Drive past the bay, then reverse" },
    reversing: { zh: "倒入库内，整车入库后停车", en: "Reverse into the bay, all of the vehicle inside" },
    leaving: { zh: "向前驶出库位", en: "Drive out forwards" },
    complete: THROUGH.complete,
  },
  "hill-start": {
    begun: { zh: "上坡，前保险杠对准桩杆线停车", en: "Drive up and stop with the bumper on the pole line" },
    stopped: { zh: "起步，不得后溜", en: "Start up the hill without rolling back" },
    leaving: { zh: "驶过坡道", en: "Drive on over the hill" },
  },
  curve: THROUGH,
  "right-angle": THROUGH,
} as const satisfies Record<string, Readonly<Record<string, Sentence>>>;

/** Null where the item has no word for it. */
export function itemStage(kind: string, phase: string): Sentence | null {
  if (!Object.hasOwn(ITEM_STAGES, kind)) return null;
  const stages: Readonly<Record<string, Sentence>> = ITEM_STAGES[kind as keyof typeof ITEM_STAGES];
  return Object.hasOwn(stages, phase) ? (stages[phase] ?? null) : null;
}
