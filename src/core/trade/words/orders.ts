import type { Sentence } from "../reason-shape.ts";

/** What the registry orders of a station. */
const ORDERS = {
  lock: { zh: "锁定", en: "Lock" },
  unlock: { zh: "解锁", en: "Unlock" },
  recheck: { zh: "复检", en: "Inspect again" },
  "use-rulebook": { zh: "采用规则", en: "Use a rulebook" },
  "send-evidence": { zh: "报送证据包", en: "Send evidence" },
  "leave-evidence": { zh: "免报证据包", en: "Leave evidence" },
  "take-trust-list": { zh: "取得密钥清单", en: "Fetch the list of keys" },
} as const satisfies Record<string, Sentence>;

/** What came of an order, and whether it still holds. */
const STANDINGS = {
  holds: { zh: "生效中", en: "in force" },
  over: { zh: "已解除", en: "ended" },
  done: { zh: "已执行", en: "done" },
  open: { zh: "待完成", en: "to be done" },
  overdue: { zh: "已逾期", en: "overdue" },
  refused: { zh: "未执行", en: "not done" },
  expired: { zh: "到达时已过期", en: "came too late" },
} as const satisfies Record<string, Sentence>;

export type OrderStanding = keyof typeof STANDINGS;

/** One of another software keeps its own name. */
export function orderName(kind: string): Sentence {
  return Object.hasOwn(ORDERS, kind) ? ORDERS[kind as keyof typeof ORDERS] : { zh: kind, en: kind };
}

export function standingName(standing: OrderStanding): Sentence {
  return STANDINGS[standing];
}

/** A rulebook comes in parts, one command each; `upTo`: the last that came, null where it is the last of all. */
export function bookName({
  id,
  upTo,
}: {
  readonly id: string;
  readonly upTo: { readonly part: number; readonly parts: number } | null;
}): Sentence {
  if (upTo === null) return { zh: `规则 ${id}`, en: `rulebook ${id}` };
  const { part, parts } = upTo;
  return {
    zh: `规则 ${id}，已到第 ${part} 部分（共 ${parts} 部分）`,
    en: `rulebook ${id}, part ${part} of ${parts}`,
  };
}

/** Of a scope as `station`, `site lane-1`, `kind exam`. */
export function scopeName(scope: string): Sentence {
  if (scope === "station") return { zh: "本站", en: "this station" };
  if (scope === "kind inspection") return { zh: "机动车检验", en: "inspections" };
  if (scope === "kind exam") return { zh: "驾驶考试", en: "driving tests" };
  const site = scope.replace(/^site /, "");
  return { zh: site, en: site };
}
