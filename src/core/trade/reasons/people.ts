import type { None, ReasonRows } from "../reason-shape.ts";
import { PERSON_ROLES, type PersonRole } from "../words/person-roles.ts";

const ENDED = {
  "idle-too-long": { zh: "长时间无操作", en: "nothing was done for too long" },
  "too-old": { zh: "超过一个班次", en: "it lasted longer than a shift" },
  elsewhere: {
    zh: "同一登录出现在另一地址",
    en: "it was shown from another address",
  },
  stopped: { zh: "该人员已停用", en: "this person was stopped" },
  "secret-changed": { zh: "密码已更改", en: "the password was changed" },
} as const;

/** Whose pages are counted: all, those of one address, or those of other machines together. */
const PAGES_OF = {
  all: { zh: "本站", en: "" },
  address: { zh: "每个地址", en: " of one address" },
  others: { zh: "其他电脑", en: " of other machines" },
} as const;

/** Who may do what at a console, and why somebody is not let in. */
export const PEOPLE_REASONS = {
  NOT_SIGNED_IN: (_: None) => ({
    zh: "未登录，请先登录。",
    en: "Nobody is signed in here. Sign in first.",
  }),
  SESSION_LOCKED: (_: None) => ({
    zh: "屏幕已锁定，请输入口令 PIN 继续。",
    en: "The screen is locked. Enter the PIN to go on.",
  }),
  SESSION_OVER: (p: { why: keyof typeof ENDED }) => ({
    zh: `登录已结束（${ENDED[p.why].zh}），请重新登录。`,
    en: `The session is over: ${ENDED[p.why].en}. Sign in again.`,
  }),
  SIGN_IN_WRONG: (_: None) => ({
    zh: "工号或密码不正确。",
    en: "The staff number or the password is wrong.",
  }),
  SIGN_IN_WAIT: (p: { seconds: number }) => ({
    zh: `错误次数过多，请在 ${p.seconds} 秒后再试。`,
    en: `Too many wrong tries. Try again in ${p.seconds} s.`,
  }),
  SIGN_IN_BUSY: (_: None) => ({
    zh: "正在登录的人过多，请稍候再试。",
    en: "Too many are signing in at once. Try again in a moment.",
  }),
  PASSWORD_WRONG: (_: None) => ({ zh: "密码不正确。", en: "The password is wrong." }),
  PIN_NEEDED: (p: { act: string; actZh: string }) => ({
    zh: `“${p.actZh}”须由本人输入 PIN 确认。`,
    en: `To ${p.act}, confirm with your PIN.`,
  }),
  PIN_WRONG: (_: None) => ({ zh: "PIN 不正确。", en: "The PIN is wrong." }),
  PERSON_NOT_ACTIVE: (p: { name: string }) => ({
    zh: `${p.name} 未启用或已停用，请联系站长。`,
    en: `${p.name} is not active here, or was stopped. Ask the manager.`,
  }),
  NOT_YOUR_ACT: (p: { act: string; actZh: string; roles: readonly PersonRole[] }) => ({
    zh: `“${p.actZh}”只能由${p.roles.map((role) => PERSON_ROLES[role].zh).join("或")}进行。`,
    en: `Only ${p.roles.map((role) => PERSON_ROLES[role].en).join(" or ")} may ${p.act}.`,
  }),
  INTEREST_VEHICLE: (p: { name: string; plate: string }) => ({
    zh: `${p.name} 与车辆 ${p.plate} 有利害关系，须回避，请换人进行。`,
    en: `${p.name} has an interest in the vehicle ${p.plate}. Somebody else must do it.`,
  }),
  INTEREST_EMPLOYER: (p: { name: string; employer: string }) => ({
    zh: `${p.name} 与 ${p.employer} 有利害关系，须回避，请换人进行。`,
    en: `${p.name} has an interest in ${p.employer}. Somebody else must do it.`,
  }),
  INTEREST_SELF: (p: { name: string }) => ({
    zh: `${p.name} 是当事人或与其同名，须回避，请换人进行。`,
    en: `${p.name} is the person concerned, or of the same name. Somebody else must do it.`,
  }),
  LINK_SPENT: (_: None) => ({
    zh: "此链接已用过或已过期，请向站长索取新的链接。",
    en: "This link was used or is too old. Ask the manager for a new one.",
  }),
  SECRET_ALTERED: (p: { name: string }) => ({
    zh: `磁盘上 ${p.name} 的验证数据与日志不符，不予登录；请由站长重新发放链接。`,
    en: `What ${p.name}'s password is checked by is not what the journal says. Nobody is let in by it; the manager must make a new link.`,
  }),
  SECRET_NOT_KEPT: (_: None) => ({
    zh: "密码未能保存，原来的仍然有效；请检查本站磁盘。",
    en: "The password could not be kept, and the one before still holds. Look at the disk of the station.",
  }),
  PASSWORD_LENGTH: (p: { atLeast: number; atMost: number }) => ({
    zh: `密码须为 ${p.atLeast} 至 ${p.atMost} 个字符。`,
    en: `A password has ${p.atLeast} to ${p.atMost} characters.`,
  }),
  PASSWORD_EASY: (_: None) => ({
    zh: "此密码太容易猜到，请用几个互不相干的词。",
    en: "This password is easily guessed. Take a few words that have nothing to do with each other.",
  }),
  PIN_FORM: (p: { atLeast: number; atMost: number }) => ({
    zh: `PIN 须为 ${p.atLeast} 至 ${p.atMost} 位数字。`,
    en: `A PIN has ${p.atLeast} to ${p.atMost} digits.`,
  }),
  PIN_EASY: (_: None) => ({
    zh: "此 PIN 太容易猜到，请勿使用重复或连续的数字。",
    en: "This PIN is easily guessed. Take no row of equal or following digits.",
  }),
  PERSON_MALFORMED: (p: { where: string; found: string; allowed: string; allowedZh: string }) => ({
    zh: `${p.where} 不符：实际为 ${p.found}，应为 ${p.allowedZh}。`,
    en: `${p.where} is wrong: found ${p.found}, allowed: ${p.allowed}.`,
  }),
  PERSON_UNKNOWN: (p: { person: string }) => ({
    zh: `本站没有人员 ${p.person}。`,
    en: `This station has no person ${p.person}.`,
  }),
  STAFF_NUMBER_TAKEN: (p: { staffNumber: string; name: string }) => ({
    zh: `工号 ${p.staffNumber} 已属于 ${p.name}。`,
    en: `The staff number ${p.staffNumber} is ${p.name}'s.`,
  }),
  LAST_MANAGER: (p: { name: string }) => ({
    zh: `${p.name} 是唯一能登录的站长，须先另有一名站长。`,
    en: `${p.name} is the only manager who can sign in. There must be another one first.`,
  }),
  REQUEST_LATE: (p: { seconds: number }) => ({
    zh: `该操作 ${p.seconds} 秒前按下，工位当时没有应答，现在不再执行。请查看画面后重新操作`,
    en: `this was pressed ${p.seconds} s ago, while the station did not answer, and is not done now. Look at the page and press again`,
  }),
  PAGES_FULL: (p: { most: number; of: keyof typeof PAGES_OF }) => ({
    zh: `${PAGES_OF[p.of].zh}同时最多打开 ${p.most} 个页面，现已满；请关闭无人看的页面，有空位时本页自动打开。`,
    en: `At most ${p.most} pages${PAGES_OF[p.of].en} may be open at once, and they are. Close pages that nobody looks at; this one opens by itself when there is room.`,
  }),
  REQUEST_FOREIGN: (p: { origin: string }) => ({
    zh: `请求来自其他页面（${p.origin}），不予受理。`,
    en: `The request comes from another page (${p.origin}) and is not taken.`,
  }),
  REQUEST_OF_NO_PAGE: (_: None) => ({
    zh: "请求不是由本操作台的页面发出的，不予受理。",
    en: "The request was not made by a page of this console and is not taken.",
  }),
} as const satisfies ReasonRows;
