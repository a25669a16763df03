/** What a national system keeps of calls, and by which rules it refuses them. */
export interface HeldCall {
  readonly jkid: string;
  readonly fields: Readonly<Record<string, string>>;
}

const VEHICLE = ["jylsh", "jyjgbh", "hpzl", "hphm"];
const ITEM = [...VEHICLE, "jcxdh", "jycs", "clsbdh", "jyxm"];
const EXAM = ["lsh", "kskm", "sfzmhm"];
/** Without these it refuses: what every program that was found sends. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  "18C51": [...VEHICLE, "jycs"],
  "18C52": [...VEHICLE, "jycs"],
  "18C54": ["jylsh", "jyjgbh", "jyxm"],
  "18C55": [...ITEM, "kssj"],
  "18C58": [...ITEM, "jssj"],
  "18C59": [...VEHICLE, "jycs", "jssj"],
  "18C62": [...VEHICLE, "jycs", "jyjl"],
  "18C63": ["jylsh", "zpzl", "zp", "pssj"],
  "18C65": [...VEHICLE, "jycs"],
  "18C72": VEHICLE,
  "18C80": ["jylsh", "jyjgbh", "jyxm"],
  "18C81": ["jylsh", "jyjgbh", "jcxdh", "jyxm", "jycs"],
  "17C51": [...EXAM, "ksxtbh", "zp", "kssj"],
  "17C52": [...EXAM, "ksxm", "sbxh", "kssj"],
  "17C53": [...EXAM, "ksxm", "kfxm", "kfsj"],
  "17C55": [...EXAM, "ksxm", "sbxh", "jssj", "czlx"],
  "17C56": [...EXAM, "zp", "jssj", "kscj", "ghks"],
};
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const TIMES = ["kssj", "jssj", "pssj", "kfsj"];

interface Said {
  readonly code: string;
  readonly message: string;
}

const TAKEN: Said = { code: "1", message: "ok" };

export class NationalBook {
  readonly calls: HeldCall[] = [];
  readonly #serial: string;
  readonly #doubles: "refuse" | "overwrite" | "store";

  constructor(serial: string, doubles: "refuse" | "overwrite" | "store") {
    this.#serial = serial;
    this.#doubles = doubles;
  }

  take(body: string): Said {
    const part = (name: string): string =>
      plain(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(body)?.[1] ?? "");
    if (!/<\w+:writeObjectOutNew[\s>]/.test(body)) return { code: "$E", message: "no such operation" };
    if (part("jkxlh") !== this.#serial) return { code: "-2", message: "interface serial number" };
    const jkid = part("jkid");
    const required = REQUIRED[jkid];
    if (required === undefined || part("xtlb") !== jkid.slice(0, 2))
      return { code: "-3", message: "no such interface" };
    const inner = /<root><(\w+)>([\s\S]*)<\/\1><\/root>$/.exec(part("UTF8XmlDoc"))?.[2];
    if (inner === undefined) return { code: "$E", message: "document" };
    const fields: Record<string, string> = {};
    for (const [, name = "", text = ""] of inner.matchAll(/<(\w+)>([^<]*)<\/\1>/g))
      fields[name] = decodeURIComponent(text.replaceAll("+", " "));
    const missing = required.filter((name) => (fields[name] ?? "") === "");
    if (missing.length > 0) return { code: "-4", message: `missing ${missing.join(",")}` };
    const untimely = TIMES.filter((name) => fields[name] !== undefined && !TIME.test(fields[name]));
    if (untimely.length > 0) return { code: "-5", message: `time ${untimely.join(",")}` };
    return this.#store({ jkid, fields });
  }

  #store(call: HeldCall): Said {
    const isDouble = this.calls.some((held) => JSON.stringify(held) === JSON.stringify(call));
    if (isDouble && this.#doubles === "refuse") return { code: "-9", message: "double" };
    if (isDouble && this.#doubles === "overwrite") return TAKEN;
    const why = this.#outOfOrder(call);
    if (why !== null) return { code: "-6", message: why };
    this.calls.push(call);
    return TAKEN;
  }

  /** Login, process, items one inside it, end, verdict. */
  #outOfOrder({ jkid, fields }: HeldCall): string | null {
    const isExam = jkid.startsWith("17");
    const own = this.calls.filter((held) =>
      isExam
        ? held.fields.lsh === fields.lsh
        : held.fields.jylsh === fields.jylsh &&
          (fields.jycs === undefined || held.fields.jycs === undefined || held.fields.jycs === fields.jycs),
    );
    const has = (name: string): boolean => own.some((held) => held.jkid === name);
    const isOpen = (start: string, end: string, key: string): boolean => {
      const last = own.findLast(
        (held) => [start, end].includes(held.jkid) && held.fields[key] === fields[key],
      );
      return last?.jkid === start;
    };
    const [begin, itemStart, itemEnd, over] = isExam
      ? ["17C51", "17C52", "17C55", "17C56"]
      : ["18C52", "18C55", "18C58", "18C59"];
    const key = isExam ? "ksxm" : "jyxm";
    if (has("17C56") || (over === "18C59" && has("18C62") && !["18C63", "18C72"].includes(jkid)))
      return "is over";
    if (jkid === "18C51" || jkid === "17C51") return has(jkid) ? "is logged in" : null;
    if (jkid === "18C65")
      return this.calls.some((held) => held.jkid === "18C51" && held.fields.jylsh === fields.jylsh)
        ? null
        : "no first login";
    if (jkid === "18C52") return has("18C51") || has("18C65") ? null : "no login";
    if (!has(begin)) return "has not begun";
    if (jkid === itemStart) return isOpen(itemStart, itemEnd, key) ? "item runs" : null;
    if (["18C80", "18C81", "17C53", itemEnd].includes(jkid))
      return isOpen(itemStart, itemEnd, key) ? null : "item does not run";
    if (jkid === "18C62") return has("18C59") ? null : "process not over";
    return null;
  }
}

function plain(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&#13;", "\r")
    .replaceAll("&amp;", "&");
}
