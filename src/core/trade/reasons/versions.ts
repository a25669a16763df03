import type { Sentence } from "../reason-shape.ts";
import { PROTOCOL_PARTS, type ProtocolPart } from "../words/protocol-parts.ts";

interface Unlike {
  readonly part: ProtocolPart;
  /** Versions, `1, 2`. */
  readonly ours: string;
  /** Empty where the registry does not know this part at all. */
  readonly theirs: string;
}

/** That station and registry do not speak the same: which side has to be updated. */
export const VERSION_REASONS = {
  REGISTRY_OUTDATED: (p: Unlike) => ({
    zh: `登记中心的软件较旧：“${PROTOCOL_PARTS[p.part].zh}”本站用版本 ${p.ours}，登记中心${p.theirs === "" ? "没有这一项" : `只用版本 ${p.theirs}`}。请登记中心更新软件；${after(p.part).zh}`,
    en: `the registry's software is older than the station's: ${PROTOCOL_PARTS[p.part].en} is version ${p.ours} here, and ${p.theirs === "" ? "not known" : p.theirs} there. The registry has to be updated; ${after(p.part).en}`,
  }),
  STATION_OUTDATED: (p: Unlike) => ({
    zh: `本站的软件较旧：“${PROTOCOL_PARTS[p.part].zh}”本站用版本 ${p.ours}，登记中心只用版本 ${p.theirs}。请更新本站软件；${after(p.part).zh}`,
    en: `this station's software is older than the registry's: ${PROTOCOL_PARTS[p.part].en} is version ${p.ours} here, and ${p.theirs} there. The station has to be updated; ${after(p.part).en}`,
  }),
} as const;

function after(part: ProtocolPart): Sentence {
  return part === "delivery" || part === "records" || part === "withdrawals"
    ? {
        zh: "在此之前结果保存在本站，之后自动上传",
        en: "until then results are kept at the station, and are sent by themselves afterwards",
      }
    : {
        zh: "结果上传不受影响，更新后自动恢复",
        en: "results are sent as ever, and this goes on by itself afterwards",
      };
}
