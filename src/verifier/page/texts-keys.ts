import type { Sentence } from "./language.ts";

const text = (zh: string, en: string): Sentence => ({ zh, en });

/** About the lists of keys that the page stands on. */
export const KEY_TEXTS = {
  title: text("信任的密钥", "Keys to stand on"),
  short: text("密钥", "Keys"),
  list: text("列表", "List"),
  missing: text("还没有签发者列表", "No list of issuers yet"),
  missingHint: text(
    "没有它，无法判断标志的真假。请从登记机构取得列表文件，先载入。",
    "Without one nobody can tell whether a mark is genuine. Get the file from the registry, and load it first.",
  ),
  load: text("载入列表文件", "Load a list file"),
  manage: text("查看或更换", "Look or change"),
  issuers: text("签发者列表（核验标志）", "List of issuers (for marks)"),
  trust: text("信任列表（核验记录和证明）", "Trust list (for records and proofs)"),
  none: text("没有", "none"),
  number: (n: number): Sentence => text(`第 ${n} 号`, `number ${n}`),
  issued: text("签发于", "Issued"),
  validTo: text("有效至", "Good until"),
  names: text("签发者", "Issuers"),
  keys: text("密钥数", "Keys in it"),
  stations: text("站点数", "Stations in it"),
  pastDay: text(
    "已过列表的有效期，请尽快换新；之前签发的标志仍可核验。",
    "The list is past its day: get a new one soon. Marks still verify by it.",
  ),
  authority: text("签发机构的指纹", "Fingerprint of the authority"),
  compareTitle: text("核对指纹", "Compare the fingerprint"),
  compare: text(
    "任何人都能做出一份列表。请从别处（机构的文件、公告或电话）取得指纹，输入后比较。",
    "Anybody can make a list. Get the fingerprint from elsewhere (a letter, a notice, a call to the authority), and type it here.",
  ),
  typed: text("从别处取得的指纹", "The fingerprint, from elsewhere"),
  typedHint: text("64 位十六进制，空格可有可无", "64 hexadecimal digits, with or without spaces"),
  accept: text("一致，采用", "It is the same: use it"),
  acceptUncompared: text("未核对，暂时采用", "Use it without comparing"),
  typedShort: (count: number): Sentence =>
    text(`已输入 ${count} 位，应为 64 位。`, `${count} digits so far; it has 64.`),
  typedOther: text(
    "与列表的指纹不一致，不要采用。",
    "It is not the fingerprint of this list. Do not use it.",
  ),
  typedNotHex: text(
    "只能是数字 0–9 和字母 a–f。",
    "Only the digits 0 to 9 and the letters a to f are allowed.",
  ),
  same: text("与列表的指纹一致。", "It is the fingerprint of this list."),
  embedded: text(
    "随本页发放，本页固定信任这一机构",
    "Came with this page, which trusts this authority alone",
  ),
  compared: text("已核对", "Compared"),
  uncompared: text("未核对：谁给了列表，就等于相信谁", "Not compared: this trusts whoever gave the list"),
  recalled: text(
    "浏览器记得已核对过；但本页从磁盘打开，其他从磁盘打开的网页也能改动浏览器所存的内容，请重新核对",
    "Compared before, as this browser remembers. The page comes from a disk, and any other page from there can change what the browser remembers: compare it again",
  ),
  recalledNote: text(
    "本页从磁盘打开，打开后还没有核对签发机构的指纹。",
    "This page comes from a disk, and the fingerprint of the authority was not compared since it was opened.",
  ),
  compareNow: text("现在核对指纹", "Compare the fingerprint now"),
  uncomparedNote: text("签发机构的指纹没有核对过。", "The fingerprint of the authority was never compared."),
  taken: text("已采用这份列表。", "This list is in use now."),
  older: (held: number, offered: number): Sentence =>
    text(
      `没有采用：这份是第 ${offered} 号，手头的第 ${held} 号更新。`,
      `Not taken: this is number ${offered}, and number ${held}, which is in use, is newer.`,
    ),
  excerpt: text(
    "没有采用：这份只含一个站点的密钥，手头的完整列表更全。",
    "Not taken: this holds the keys of one station alone, and the whole list, which is in use, holds more.",
  ),
  excerptOf: text("仅含站点", "Of one station"),
  noList: text(
    "这不是签发者列表，也不是信任列表。请选登记机构发放的列表文件。",
    "This is neither a list of issuers nor a trust list. Choose the file that the registry hands out.",
  ),
  notKept: text(
    "浏览器不保存数据：列表只在本次打开期间有效。",
    "The browser keeps nothing: the lists stay until this page is closed.",
  ),
  kept: text("列表保存在本机的浏览器里。", "The lists are kept in this browser."),
  toAnswer: text("回到刚才的核验", "Back to the answer"),
  toHome: text("开始核验", "Go on and check"),
  forget: text("清除列表和指纹", "Forget lists and fingerprint"),
  forgetSure: text("再点一次清除", "Touch again to forget"),
} as const;
