/** What names and codes in the files of a station, a registry and a scenario must be like; noun phrases after "allowed:" and "应为". */
export const FILE_FORMS = {
  dottedId: {
    zh: "小写字母、数字、点和连字符组成的编号，以字母或数字开头",
    en: "lower-case letters, digits, . and -, beginning with a letter or digit",
  },
  itemId: {
    zh: "小写字母、数字和连字符组成的名称，以字母或数字开头",
    en: "lower-case letters, digits and -, beginning with a letter or digit",
  },
  lowerKey: {
    zh: "小写字母、数字和连字符组成的键，以字母开头，如 appearance",
    en: "lower-case letters, digits and -, beginning with a letter, like appearance",
  },
  deductionCode: { zh: "五位扣分代码，如 10201", en: "the five digits of a deduction, like 10201" },
  requirementCode: { zh: "检验项目编号，如 UC-04", en: "a code of the trade, like UC-04" },
  itemCode: {
    zh: "大写字母开头的项目编号，按轴检测的可含 {axle}，如 B{axle}",
    en: "a code of capital letters and digits, with {axle} at its end where it is of an axle, like B{axle}",
  },
  measuredCode: { zh: "记录中的项目编号，如 B1", en: "the code of an item as it stands in records, like B1" },
  extensionKey: { zh: "含点的名称，如 hubei.fleet", en: "a name with a dot, like hubei.fleet" },
  learnerCertificate: { zh: "12 位数字", en: "12 digits" },
  shortName: {
    zh: "字母、数字和 . _ - 组成的名称，最多 {n} 个字符，以字母或数字开头",
    en: "letters, digits and . _ -, {n} at most, beginning with a letter or digit",
  },
  scenarioName: {
    zh: '字母、数字和 . _ - 组成的名称，最多 64 个字符，不含 ".."',
    en: 'letters, digits and . _ -, 64 at most, without ".."',
  },
  siteId: {
    zh: "字母、数字和 . _ : - 组成的编号，最多 64 个字符，以字母或数字开头",
    en: "letters, digits and . _ : -, 64 at most, beginning with a letter or digit",
  },
  timeZone: {
    zh: "IANA 时区名称，如 Asia/Shanghai",
    en: "a name of the IANA time zone database, like Asia/Shanghai",
  },
  machineName: {
    zh: "计算机名称，如 station-7.example.cn",
    en: "a name of a machine, as station-7.example.cn",
  },
  secretSource: {
    zh: "file:路径、credential:名称、descriptor:编号（3 至 999）或 prompt",
    en: "file:PATH, credential:NAME, descriptor:N (3 to 999) or prompt",
  },
  bouncesInOrder: {
    zh: "不大于 bounceMaxMs 的 bounceMinMs",
    en: "a bounceMinMs that is not above bounceMaxMs",
  },
  lastsWithoutRate: {
    zh: "持续时间 forMs（wedge、drift 和 stuck 是持续的，没有 rate）",
    en: "forMs instead of a rate, since wedge, drift and stuck last",
  },
  noiseRate: {
    zh: "noise 的 rate，即每个字节出错的概率",
    en: "the rate of the noise, which is the chance of each byte",
  },
  witnessName: {
    zh: "1 至 200 个字符的见证方名称，不含空格和加号",
    en: "the name of a witness, 1 to 200 characters without blanks and plus signs",
  },
  issuerName: {
    zh: "字母、数字、点和连字符组成的签发者名称，最多 24 个字符，以字母或数字开头",
    en: "letters, digits, . and -, 24 at most, beginning with a letter or digit",
  },
  markSteps: {
    zh: "belowMonths 依次增大、最后一级不写 belowMonths 的周期",
    en: "steps whose belowMonths rise, and a last one without it",
  },
  bucketName: {
    zh: "3 至 63 个小写字母、数字、点和连字符组成的存储桶名称",
    en: "the name of a bucket, 3 to 63 lower-case letters, digits, . and -",
  },
  bucketRegion: { zh: "存储区域，如 us-east-1", en: "a region of the store, like us-east-1" },
  accessKeyId: {
    zh: "不含空格、斜线、逗号和等号的访问密钥编号",
    en: "the id of an access key, without blanks, slashes, commas and equals signs",
  },
  boardId: {
    zh: "1 至 32 个半角可见字符组成的板卡标识",
    en: "the identity of a board, 1 to 32 visible characters, none of them full-width",
  },
  instant: {
    zh: "精确到毫秒的 UTC 时刻，如 2026-01-31T08:00:00.000Z",
    en: "an instant of UTC with milliseconds, like 2026-01-31T08:00:00.000Z",
  },
  timeOfDay: { zh: "24 小时制的时刻，如 09:30", en: "a time of the day like 09:30" },
  base64: { zh: "base64 文本", en: "a text in base64" },
  ipAddress: { zh: "IP 地址，如 192.0.2.7", en: "an IP address, like 192.0.2.7" },
  nationalField: {
    zh: "字段名：字母开头，其后为字母、数字和下划线，最多 32 个字符",
    en: "the name of a field, letters, digits and _, 32 at most, beginning with a letter",
  },
  nationalFrom: {
    zh: "来源：serial、times、time、first-time、item、device、verdict、score、photo、const:X，或 station.、site.、subject.、event.、fact.、given.、looked. 加名称",
    en: "serial, times, time, first-time, item, device, verdict, score, photo, const:X, or a name after station., site., subject., event., fact., given. or looked.",
  },
  nationalCall: { zh: "接口编号，如 18C51", en: "the code of a call, like 18C51" },
  wordKey: {
    zh: "字母、数字和 . _ - 组成的键，最多 64 个字符",
    en: "a key of letters, digits and . _ -, 64 at most",
  },
  httpUrl: { zh: "http:// 或 https:// 开头的地址", en: "an address that begins with http:// or https://" },
  answerCode: {
    zh: "回复代码，如 -1 或 $E02",
    en: "a code of an answer, like -1 or $E02",
  },
} as const;
