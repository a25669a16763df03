import type { None, ReasonRows } from "../reason-shape.ts";
import { roleName } from "../words/roles.ts";

/** What is wrong with the devices of a station file. They stand behind "found ...;", without a full stop. */
export const STATION_FILE_REASONS = {
  ADDRESS_FORM: (p: { forms: readonly string[] }) => ({
    zh: `地址应为 ${p.forms.join("、")} 之一`,
    en: `it is none of: ${p.forms.join(", ")}`,
  }),
  SERIAL_FORM: (_p: None) => ({
    zh: "串口地址可写 baud=300..4000000、parity=none|even|odd、bits=7|8、stop=1|2",
    en: "a serial address allows baud=300..4000000, parity=none|even|odd, bits=7|8 and stop=1|2",
  }),
  MODEL_ADDRESS: (p: { model: string; forms: readonly string[] }) => ({
    zh: `型号 ${p.model} 的地址应为 ${p.forms.join("、")}`,
    en: `the model ${p.model} is reached at ${p.forms.join(" or ")}`,
  }),
  MODEL_ROLE: (p: { roles: readonly string[]; role: string }) => ({
    zh: `该型号用作${p.roles.map((role) => roleName(role).zh).join("或")}，不能用作${roleName(p.role).zh}`,
    en: `this model is for the role ${p.roles.join(" or ")}, not ${p.role}`,
  }),
  SITE_NEEDED: (p: { sites: readonly string[] }) => ({
    zh: `须写明 site，可为 ${p.sites.join("、") || "（没有合适的检测线或考场）"}`,
    en: `it needs a site, one of: ${p.sites.join(", ") || "(there is none for it)"}`,
  }),
  CAR_NEEDED: (p: { cars: readonly string[] }) => ({
    zh: `须写明 car，可为 ${p.cars.join("、") || "（没有车辆）"}`,
    en: `it needs a car, one of: ${p.cars.join(", ") || "(there is none for it)"}`,
  }),
  NAME_TAKEN: (p: { name: string }) => ({
    zh: `${p.name} 已经出现过`,
    en: `${p.name} stands there already`,
  }),
  NAMED_IN_SITES: (_p: None) => ({
    zh: "写了 sites 时，考场和车辆文件写在 sites 中",
    en: "with sites, the files of courses and cars stand there",
  }),
  POSITION_UNKNOWN: (p: { positions: readonly string[] }) => ({
    zh: `信号灯的 position 可为 ${p.positions.join("、")}；光电开关不写`,
    en: `a lamp may stand at one of the positions ${p.positions.join(", ")}; a beam names none`,
  }),
  ROLE_TAKEN: (p: { device: string }) => ({
    zh: `${p.device} 已占用该位置`,
    en: `${p.device} has this role already`,
  }),
  DEVICE_NAME_TAKEN: (_p: None) => ({
    zh: "另一台设备已用此名",
    en: "another device has this name already",
  }),
  BEAM_UNKNOWN: (p: { beams: readonly string[] }) => ({
    zh: `检验所用的光电开关为 ${p.beams.join("、")}`,
    en: `an inspection knows the beams ${p.beams.join(", ")}`,
  }),
  LINE_NAME_TAKEN: (_p: None) => ({
    zh: "同组另一条线路已用此名",
    en: "another line of this bank has this name already",
  }),
  /** The keys of the block, as they are written. */
  PLC_BLOCK_MISSING: (p: { keys: string }) => ({
    zh: `PLC 在另一台机器上，须有 opcua 块并写明 ${p.keys}，没有默认值`,
    en: `a PLC on another machine needs an opcua block with ${p.keys}, and there is no default`,
  }),
  PLC_SECURITY_MISSING: (p: { keys: string }) => ({
    zh: `PLC 不在本机，须写明 ${p.keys}`,
    en: `the PLC is not on this machine, so it needs ${p.keys}`,
  }),
  BROKER_URL_FORM: (_p: None) => ({
    zh: "应为 mqtts://主机:8883、wss://主机/路径，或不加密的 mqtt://主机:1883、ws://主机/路径，不带 ? 和 #",
    en: "allowed: mqtts://host:8883 or wss://host/path, or mqtt://host:1883 or ws://host/path without encryption, no ? and no #",
  }),
  BROKER_SECRET_IN_URL: (_p: None) => ({
    zh: "地址中不得有用户名和密码：用户名写在 username，密码写在 passwordFile 所指的文件里",
    en: "no user name or password may stand in it: write the name under username, and the password into the file that passwordFile names",
  }),
  BROKER_FILE_WITHOUT_TLS: (p: { form: string }) => ({
    zh: `证书只用于加密的地址，url 须以 ${p.form} 开头`,
    en: `a certificate is of use only with encryption, so url must begin with ${p.form}`,
  }),
  BROKER_KEY_MISSING: (p: { key: string }) => ({
    zh: `同时须写明 ${p.key}`,
    en: `it needs ${p.key} beside it`,
  }),
  BLOCK_FOR_OTHER_KIND: (p: { block: string; models: readonly string[] }) => ({
    zh: `${p.block} 只用于型号 ${p.models.join("、")}`,
    en: `only a device of the model ${p.models.join(" or ")} has the block ${p.block}`,
  }),
} as const satisfies ReasonRows;
