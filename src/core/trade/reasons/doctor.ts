import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";
import { clockSourceName } from "../words/clock-sources.ts";
import { FAULTS, faultName } from "../words/faults.ts";
import { KEY_ROLE_NAMES, type KeyRoleName } from "../words/key-roles.ts";
import { roleName } from "../words/roles.ts";

interface OfDevice {
  readonly role: string;
  readonly device: string;
}

/** What `proofmark doctor` finds of a station, and what to do. */
const CUSTODY_NAMES = {
  file: { zh: "明文文件", en: "plain file" },
  encrypted: { zh: "加密文件", en: "encrypted file" },
  pkcs11: { zh: "硬件令牌", en: "token" },
} as const;

export const DOCTOR_REASONS = {
  // --- the check itself
  CHECK_LATE: (p: { withinS: number }) => ({
    zh: `${p.withinS} 秒内没有结果`,
    en: `no answer within ${p.withinS} s`,
  }),
  CHECK_BROKE: (p: { detail: string }) => ({
    zh: `检查本身出错：${p.detail}`,
    en: `the check itself failed: ${p.detail}`,
  }),
  // --- files and running station
  STATION_FILES_SOUND: (_p: None) => ({
    zh: "站点文件及其中写明的文件均可用",
    en: "the station file and all that it names can be used",
  }),
  STATION_FILE_NOTED: (p: { zh: string; en: string }) => ({ zh: p.zh, en: p.en }),
  STATION_RUNS: (p: { station: string; console: string }) => ({
    zh: `${p.station} 正在运行，状态取自其控制台 ${p.console}`,
    en: `${p.station} is running; its console ${p.console} was asked`,
  }),
  STATION_RUNS_UNASKED: (p: { station: string }) => ({
    zh: `${p.station} 正在运行，但其控制台没有应答；设备未被打扰`,
    en: `${p.station} is running and its console does not answer; its devices were left alone`,
  }),
  STATION_STANDS_STILL: (p: { station: string }) => ({
    zh: `${p.station} 没有运行`,
    en: `${p.station} is not running`,
  }),
  CONSOLE_FREE: (p: { host: string; port: number }) => ({
    zh: `控制台端口 ${p.host}:${p.port} 空闲`,
    en: `the console's port ${p.host}:${p.port} is free`,
  }),
  CONSOLE_SERVED: (p: { host: string; port: number }) => ({
    zh: `控制台端口 ${p.host}:${p.port} 由本站使用`,
    en: `the console's port ${p.host}:${p.port} is served by this station`,
  }),
  CONSOLE_ANY_PORT: (_p: None) => ({
    zh: "控制台端口为 0，启动时任选",
    en: "the console takes any free port at the start (port 0)",
  }),
  CONSOLE_TAKEN: (p: { host: string; port: number; by: string | null }) => ({
    zh: `控制台端口 ${p.host}:${p.port} 被${p.by === null ? "其他程序" : ` ${p.by} `}占用`,
    en: `the console's port ${p.host}:${p.port} is taken by ${p.by ?? "another program"}`,
  }),
  // --- devices
  DEVICE_SPEAKS: (p: OfDevice & { bytes: number }) => ({
    zh: `${named(p).zh} 通信正常（收到 ${p.bytes} 字节）`,
    en: `the ${named(p).en} speaks (${p.bytes} bytes)`,
  }),
  DEVICE_GIVES_VALUES: (p: OfDevice & { values: number }) => ({
    zh: `${named(p).zh} 通信正常（收到 ${p.values} 个值）`,
    en: `the ${named(p).en} gives values (${p.values})`,
  }),
  DEVICE_QUIET: (p: OfDevice & { seconds: number }) => ({
    zh: `${named(p).zh} 已接通，${p.seconds} 秒内没有发来数据`,
    en: `the ${named(p).en} is connected and said nothing for ${p.seconds} s`,
  }),
  DEVICE_AWAY: (p: OfDevice & { address: string; because: AnyReason | null }, say) => ({
    zh: `${named(p).zh}（${p.address}）不能接通${p.because === null ? "" : `：${say(p.because).zh}`}`,
    en: `the ${named(p).en} cannot be reached at ${p.address}${p.because === null ? "" : `: ${say(p.because).en}`}`,
  }),
  DEVICE_AT_FAULT: (p: OfDevice & { fault: string; detail: AnyReason | null }, say) => ({
    zh: `${named(p).zh}：${faultName(p.fault).zh}${p.detail === null ? "" : `（${say(p.detail).zh}）`}`,
    en: `the ${named(p).en}: ${faultName(p.fault).en}${p.detail === null ? "" : ` (${say(p.detail).en})`}`,
  }),
  DEVICE_HELD_READY: (p: OfDevice) => ({
    zh: `${named(p).zh} 由运行中的本站使用，状态就绪`,
    en: `the ${named(p).en} is in use by the station, which has it ready`,
  }),
  DEVICE_HELD_CONNECTING: (p: OfDevice) => ({
    zh: `${named(p).zh} 由运行中的本站使用，尚未接通`,
    en: `the ${named(p).en} is in use by the station, which is still connecting to it`,
  }),
  DEVICE_HELD: (p: OfDevice) => ({
    zh: `${named(p).zh} 由运行中的本站使用，未打开`,
    en: `the ${named(p).en} is in use by the station and was not opened`,
  }),
  DEVICE_SIMULATED: (p: OfDevice) => ({
    zh: `${named(p).zh} 是模拟设备，没有自己的线路，无可接通`,
    en: `the ${named(p).en} is simulated and has no line of its own; there is nothing to reach`,
  }),
  DEVICE_SIMULATOR_SPEAKS: (p: OfDevice & { address: string }) => ({
    zh: `${named(p).zh} 是模拟设备，${p.address} 处有模拟器应答`,
    en: `the ${named(p).en} is simulated, and something answers at ${p.address}`,
  }),
  DEVICE_SIMULATOR_AWAY: (p: OfDevice & { address: string }) => ({
    zh: `${named(p).zh} 是模拟设备，${p.address} 处此刻没有模拟器`,
    en: `the ${named(p).en} is simulated, and no simulator stands at ${p.address} just now`,
  }),
  STATION_SIMULATES: (p: { devices: readonly string[]; of: number }) => ({
    zh: `${p.of} 台设备中有 ${p.devices.length} 台是模拟的：${p.devices.join("、")}；用到它们的记录会写明“模拟”，不是为模拟而启动的登记机关不会使其生效`,
    en: `${p.devices.length} of ${p.of} devices are simulated: ${p.devices.join(", ")}; records say so, and a registry that was not started for simulation puts none of them in force`,
  }),
  DEVICE_LINES_FOUND: (p: OfDevice & { lines: number }) => ({
    zh: `${named(p).zh} 的 ${p.lines} 条 GPIO 线路均存在（未读取）`,
    en: `the ${p.lines} GPIO lines of the ${named(p).en} are there (not read)`,
  }),
  DEVICE_LINES_ABSENT: (p: OfDevice & { text: string }) => ({
    zh: `${named(p).zh} 的 GPIO 线路不可用：${p.text}`,
    en: `the GPIO lines of the ${named(p).en} cannot be used: ${p.text}`,
  }),
  PLC_NOT_ASKED: (p: OfDevice) => ({
    zh: `${named(p).zh}：本站连接它的证书尚未生成，未尝试加密连接`,
    en: `the ${named(p).en}: the station's own OPC UA certificate is not made yet, so no encrypted connection was tried`,
  }),
  // --- what ends on a day
  CALENDAR_WELL: (p: { count: number; next: string | null }) => ({
    zh: `${p.count} 项检定、规则和证书有效${p.next === null ? "" : `，最早到期日 ${p.next}`}`,
    en: `${p.count} calibrations, rulebooks and certificates are valid${p.next === null ? "" : `, the first to end on ${p.next}`}`,
  }),
  // --- keys, journal, disk
  KEYS_WELL: (p: { recordKey: string; logKey: string; receipted: boolean }) => ({
    zh: `密钥可用（记录 ${p.recordKey}，日志 ${p.logKey}）${p.receipted ? "，与最后的回执相符" : ""}`,
    en: `the keys can be used (record ${p.recordKey}, log ${p.logKey})${p.receipted ? " and fit the newest receipt" : ""}`,
  }),
  KEYS_NOT_YET: (_p: None) => ({
    zh: "还没有密钥：首次启动时生成",
    en: "there are no keys yet: the first start makes them",
  }),
  KEYS_UNUSABLE: (p: { text: string }) => ({
    zh: `密钥不可用：${p.text}`,
    en: `the keys cannot be used: ${p.text}`,
  }),
  SECOND_KEY_ASKED: (p: { from: string; list: number }) => ({
    zh: `第 ${p.list} 号密钥名单要求本站自 ${p.from} 起封存的记录加国密第二签名，而站点文件没有 keys.second：此后的结果会一直等待签名`,
    en: `list of keys ${p.list} asks for a second signature (SM2) of what this station seals from ${p.from} on, and the station file has no keys.second: results after that wait for their signature`,
  }),
  DO_SECOND_KEY: (_p: None) => ({
    zh: "登记中心已有本站的国密密钥：在站点文件的 keys.second 写明它如何保管（algorithm 为 sm2-sm3，custody 为 encrypted 或 file），并把密钥文件放回数据目录的 keys 中；确已遗失的，停站后用 enrol 命令加 --second-lost 制作新密钥的申请",
    en: "the registry has an SM2 key of this station: write keys: { second: { algorithm: sm2-sm3, custody: encrypted, passphrase: ... } } into the station file as the key is kept, and see that its file is in keys/ of the data directory; where it is lost, make the request for another with `proofmark keys enrol --second-lost`",
  }),
  KEY_CUSTODY_WELL: (p: { role: KeyRoleName; custody: keyof typeof CUSTODY_NAMES }) => ({
    zh: `${KEY_ROLE_NAMES[p.role].zh}（${CUSTODY_NAMES[p.custody].zh}）可以打开，试签并验证成功`,
    en: `the ${KEY_ROLE_NAMES[p.role].en} (${CUSTODY_NAMES[p.custody].en}) can be opened, and a signature made to try it verifies`,
  }),
  KEY_CUSTODY_WRONG: (p: { role: KeyRoleName; text: string }) => ({
    zh: `${KEY_ROLE_NAMES[p.role].zh}无法使用：${p.text}`,
    en: `the ${KEY_ROLE_NAMES[p.role].en} cannot be used: ${p.text}`,
  }),
  KEY_CUSTODY_ASKED: (p: { role: KeyRoleName; custody: keyof typeof CUSTODY_NAMES }) => ({
    zh: `${KEY_ROLE_NAMES[p.role].zh}（${CUSTODY_NAMES[p.custody].zh}）的口令只在启动时提供，这里未试`,
    en: `the ${KEY_ROLE_NAMES[p.role].en} (${CUSTODY_NAMES[p.custody].en}) was not tried: what opens it is given at the start only`,
  }),
  JOURNAL_NOT_YET: (_p: None) => ({
    zh: "还没有日志：首次启动时建立",
    en: "there is no journal yet: the first start begins it",
  }),
  JOURNAL_WELL: (p: { entries: number; mebibytes: number; last: string | null; writing: boolean }) => ({
    zh: `日志有 ${p.entries} 条、${p.mebibytes} MiB${p.last === null ? "" : `，最后一条写于 ${p.last}`}，${p.writing ? "运行中的本站正在写入" : "无人写入"}，索引完整`,
    en: `the journal has ${p.entries} entries in ${p.mebibytes} MiB${p.last === null ? "" : `, the last of ${p.last}`}; ${p.writing ? "the running station writes it" : "nobody writes it"}, its index is whole`,
  }),
  JOURNAL_INDEX: (p: { entries: number; index: string }) => ({
    zh: `日志有 ${p.entries} 条，哈希索引${p.index === "missing" ? "不存在" : p.index === "short" ? "不全" : "已损坏"}`,
    en: `the journal has ${p.entries} entries, and its hash index is ${p.index}`,
  }),
  JOURNAL_TORN: (p: { entries: number; bytes: number }) => ({
    zh: `日志有 ${p.entries} 条，末尾有 ${p.bytes} 字节未写完`,
    en: `the journal has ${p.entries} entries, and ${p.bytes} bytes of an unfinished one at its end`,
  }),
  JOURNAL_UNUSABLE: (p: { text: string }) => ({
    zh: `日志不可用：${p.text}`,
    en: `the journal cannot be used: ${p.text}`,
  }),
  DISK_ENOUGH: (p: { freeMiB: number }) => ({
    zh: `磁盘剩余 ${p.freeMiB} MiB`,
    en: `${p.freeMiB} MiB are left on the disk`,
  }),
  DISK_UNKNOWN: (_p: None) => ({
    zh: "系统没有给出磁盘剩余空间",
    en: "the system does not say how much is left on the disk",
  }),
  // --- clock
  CLOCK_AGREES: (p: { by: string; aheadS: number; today: string; timeZone: string }) => ({
    zh: `时钟与${clockSourceName(p.by).zh}相差 ${p.aheadS} 秒；${p.timeZone} 的日期为 ${p.today}`,
    en: `the clock agrees with the ${clockSourceName(p.by).en} (${p.aheadS} s); the date in ${p.timeZone} is ${p.today}`,
  }),
  CLOCK_UNCOMPARED: (p: { today: string; timeZone: string }) => ({
    zh: `没有校时服务，时钟未经核对；${p.timeZone} 的日期为 ${p.today}`,
    en: `no time service keeps the clock, and nothing here says whether it is right; the date in ${p.timeZone} is ${p.today}`,
  }),
  // --- registry
  BROKER_LETS_IN: (p: { url: string; packetBytesMax: number | null; name: string }) => ({
    zh: `消息服务器 ${p.url} 接受本站的凭据${p.packetBytesMax === null ? "" : `，单个报文最大 ${p.packetBytesMax} 字节`}（以 ${p.name} 的名义试连，未订阅）`,
    en: `the broker ${p.url} takes the station's credentials${p.packetBytesMax === null ? "" : `, packets up to ${p.packetBytesMax} bytes`} (tried as ${p.name}, nothing subscribed)`,
  }),
  BROKER_REFUSES_THE_DOCTOR: (p: { name: string; because: AnyReason }, say) => ({
    zh: `消息服务器不准 ${p.name} 接入，本站自己的名称未试（以免中断运行中的本站）：${say(p.because).zh}`,
    en: `the broker does not let ${p.name} in, and the station's own name was not tried, so that a running station is not thrown out: ${say(p.because).en}`,
  }),
  REGISTRY_WELL: (p: { pending: number }) => ({
    zh: `运行中的本站已连接登记中心，${p.pending} 条待回执`,
    en: `the running station is connected to the registry; ${p.pending} results await a receipt`,
  }),
  REGISTRY_TROUBLED: (p: { zh: string; en: string; pending: number }) => ({
    zh: `运行中的本站上传受阻（${p.pending} 条待回执）：${p.zh}`,
    en: `the running station cannot deliver (${p.pending} results await a receipt): ${p.en}`,
  }),
  REGISTRY_AWAY: (p: { pending: number }) => ({
    zh: `运行中的本站未连接登记中心，${p.pending} 条待回执`,
    en: `the running station is not connected to the registry; ${p.pending} results await a receipt`,
  }),
  CREDENTIALS_WRONG: (p: { zh: string; en: string }) => ({ zh: p.zh, en: p.en }),
  // --- what to do
  DO_AS_IT_SAYS: (_p: None) => ({ zh: "按上述说明处理。", en: "Do as the sentence says." }),
  DO_FAULT: (p: { fault: string }) =>
    Object.hasOwn(FAULTS, p.fault)
      ? FAULTS[p.fault as keyof typeof FAULTS].remedy
      : { zh: "请查看站点日志。", en: "Look into the station's log." },
  DO_SWITCH_ON: (_p: None) => ({
    zh: "确认设备已开机、处于联机状态；有的仪器只在被询问时应答。",
    en: "See that it is switched on and in remote mode; some instruments speak only when they are asked.",
  }),
  DO_LOOK_AGAIN: (p: { command: string }) => ({
    zh: `稍后再次运行 ${p.command}；若总是如此，请查看站点日志。`,
    en: `Run ${p.command} again a little later; if it stays so, look into the station's log.`,
  }),
  DO_STOP_AND_LOOK: (_p: None) => ({
    zh: "在控制台上查看其状态，或先停下本站再检查。",
    en: "Look at the station's console, or stop the station and run this again.",
  }),
  DO_REPORT: (_p: None) => ({
    zh: "请把此结果和站点日志交给软件供应方。",
    en: "Give this and the station's log to whoever supplies the software.",
  }),
  DO_FREE_PORT: (_p: None) => ({
    zh: "结束占用端口的程序，或在站点文件的 console 中换一个端口。",
    en: "End the program that has it, or name another port under console in the station file.",
  }),
  DO_CONSOLE: (p: { command: string }) => ({
    zh: `查看站点日志；本站仍在写日志，必要时停下后重新启动：${p.command}`,
    en: `Look into the station's log; it still writes its journal. If need be stop it and start it again: ${p.command}`,
  }),
  DO_GPIO: (_p: None) => ({
    zh: "核对站点文件中的线路号、内核的 GPIO 接口和权限。",
    en: "Check the line numbers in the station file, the kernel's GPIO interface and the permissions.",
  }),
  DO_SIMULATE: (p: { command: string }) => ({
    zh: `启动模拟器：${p.command}；演示站的模拟器随演示启动。`,
    en: `Start the simulators: ${p.command}; those of the demo start with the demo.`,
  }),
  DO_UNMIX: (p: { command: string }) => ({
    zh: `真实检验时请写入真实设备的地址和 simulated: false；练习时另做一份全部模拟的副本：${p.command}。`,
    en: `For real work write the real devices with simulated: false; for practice make a copy in which all are simulated: ${p.command}.`,
  }),
  DO_LICENCE_ISSUERS: (p: { folder: string }) => ({
    zh: `向登记中心索取现行的签发机构证书，放入 ${p.folder}，取出不可用的文件，然后重新启动本站；没有电子驾驶证的考生照常受理。`,
    en: `Ask the registry for the present certificates of the authorities, put them into ${p.folder}, take out the files that cannot be used, and start the station again; candidates without an electronic licence are taken in as always.`,
  }),
  DO_START_ONCE: (p: { command: string }) => ({
    zh: `先启动一次本站：${p.command}`,
    en: `Start the station once: ${p.command}`,
  }),
  DO_RESTORE_KEYS: (p: { command: string }) => ({
    zh: `从备份处恢复密钥文件，或按说明更正属主和权限；然后用 ${p.command} 与登记中心核对。不要删除日志。`,
    en: `Put the key files back from where they are kept, or correct owner and mode as it says; then compare ${p.command} with the registry. Delete nothing of the journal.`,
  }),
  DO_KEEP_JOURNAL: (p: { command: string }) => ({
    zh: `保留整个数据目录作为证据并报告；确知记录无误时可用 ${p.command} 按记录重建索引。`,
    en: `Keep the whole data directory, for the damage is evidence, and report it; where you know that the records are right, ${p.command} takes them as they are.`,
  }),
  DO_INDEX: (p: { command: string }) => ({
    zh: `无需操作：下次启动时由记录重建；也可在停站时运行 ${p.command}`,
    en: `Nothing: the next start makes it again from the records, as ${p.command} does while the station is stopped.`,
  }),
  DO_NOTHING_TORN: (_p: None) => ({
    zh: "无需操作：下次启动时会切除未写完的部分并记入日志。",
    en: "Nothing: the next start cuts it off and says so in the journal.",
  }),
  DO_TIME_SERVICE: (_p: None) => ({
    zh: "安装并启用 chrony 或 systemd-timesyncd。",
    en: "Install and enable chrony or systemd-timesyncd.",
  }),
  DO_ALLOW_NAME: (p: { name: string }) => ({
    zh: `请登记中心核对本站的权限，或准许客户端名 ${p.name}；本站运行时以控制台上的登记中心状态为准。`,
    en: `Ask the registry which rights the station has, or to allow the client name ${p.name}; while the station runs, its console says how the registry stands.`,
  }),
  DO_UPDATE_REGISTRY: (_p: None) => ({
    zh: "请登记中心更新软件；本站不用改动，更新后自动继续。",
    en: "Have the registry update its software; nothing is to be changed here, and it goes on by itself.",
  }),
  DO_UPDATE_STATION: (_p: None) => ({
    zh: "把本站软件更新到登记中心要求的版本，然后重新启动；日志和结果原样保留。",
    en: "Update this station's software to what the registry asks for and start it again; journal and results stay as they are.",
  }),
  DO_REGISTRY: (_p: None) => ({
    zh: "结果保存在本站；按上述原因处理，或联系登记中心。",
    en: "Results are kept here; mend what is said, or speak to the registry.",
  }),
} as const satisfies ReasonRows;

function named({ role, device }: OfDevice): { readonly zh: string; readonly en: string } {
  const { zh, en } = roleName(role);
  return { zh: `${zh} ${device}`, en: `${en} ${device}` };
}
