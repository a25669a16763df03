/** What the operating system said, in words a person can act on; stands after "Cannot read FILE: " and the like. */
export interface ErrnoWords {
  readonly zh: string;
  readonly en: string;
}

const WORDS: Readonly<Record<string, ErrnoWords>> = {
  ENOENT: { zh: "不存在", en: "it does not exist" },
  EACCES: { zh: "没有访问权限", en: "permission is denied" },
  EPERM: { zh: "操作不被允许", en: "the operation is not permitted" },
  EROFS: { zh: "所在的文件系统只读", en: "it lies on a read-only file system" },
  ENOSPC: { zh: "磁盘已满", en: "the disk is full" },
  EDQUOT: { zh: "磁盘配额已用完", en: "the disk quota is used up" },
  ENOTDIR: { zh: "路径中有一部分不是文件夹", en: "a part of the path is not a folder" },
  EISDIR: { zh: "是文件夹而不是文件", en: "it is a folder, not a file" },
  ENAMETOOLONG: { zh: "路径名太长", en: "the name is too long" },
  ELOOP: { zh: "符号链接形成循环", en: "its symbolic links go in a circle" },
  EMFILE: { zh: "本程序打开的文件太多", en: "this program has too many files open" },
  ENFILE: { zh: "系统打开的文件太多", en: "the machine has too many files open" },
  EIO: { zh: "磁盘读写出错", en: "the disk reports an input/output error" },
  EEXIST: { zh: "已经存在", en: "it exists already" },
  EINVAL: { zh: "路径或操作无效", en: "the path or the operation is not valid" },
  ENXIO: {
    zh: "没有这个设备，或没有程序在另一端",
    en: "there is no such device, or nobody at its other end",
  },
  EBUSY: { zh: "正被占用", en: "it is in use" },
  ETXTBSY: { zh: "程序文件正在运行", en: "it is a program that is running" },
  ENOTEMPTY: { zh: "文件夹不是空的", en: "the folder is not empty" },
  EFBIG: { zh: "文件太大", en: "the file is too large" },
  ENODEV: { zh: "没有这个设备", en: "there is no such device" },
  ENOMEM: { zh: "内存不足", en: "the machine has no memory left" },
  ETIMEDOUT: { zh: "超时", en: "it did not answer in time" },
  ESTALE: { zh: "网络磁盘上的文件已失效", en: "the network disk no longer knows it" },
  EAGAIN: { zh: "暂时没有数据", en: "it has no data at the moment" },
  EPIPE: { zh: "另一端已关闭", en: "the other end is closed" },
  ERR_INVALID_ARG_VALUE: { zh: "路径中含有空字符", en: "the path holds a NUL character" },
};

/** The code of a system error like ENOENT, or null for what is none. */
export function errnoOf(cause: unknown): string | null {
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return null;
  return typeof cause.code === "string" ? cause.code : null;
}

/** Both languages for any cause. A code without words of its own is named; what has no code is a failure without a name. */
export function errnoWords(cause: unknown): ErrnoWords {
  const code = errnoOf(cause);
  const words = code !== null && Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (words !== undefined) return words;
  if (code !== null && /^[A-Z][A-Z0-9_]{1,40}$/.test(code))
    return { zh: `系统报告 ${code}`, en: `the system reports ${code}` };
  return { zh: "系统没有说明原因", en: "the system gives no reason" };
}
