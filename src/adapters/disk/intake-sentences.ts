import type { Sentence } from "../../core/trade/reason-shape.ts";
import { errnoWords } from "./errno-words.ts";
import type { EntryKind } from "./intake-fs.ts";

/** Why an entry with a subject's name is none. */
export const NOT_A_FILE: Readonly<Record<Exclude<EntryKind, "file">, Sentence>> = {
  folder: { zh: "是文件夹，不是文件。", en: "It is a folder, not a file." },
  link: { zh: "是符号链接；请放入文件本身。", en: "It is a symbolic link; put the file itself here." },
  pipe: { zh: "是管道，不是文件。", en: "It is a pipe, not a file." },
  socket: { zh: "是套接字，不是文件。", en: "It is a socket, not a file." },
  device: { zh: "是设备，不是文件。", en: "It is a device, not a file." },
};

/** What a file is moved away for: a job that was made of it, or the folder that it is to lie in. */
export type OwedFor = { readonly job: string } | "rejected" | "taken-out";

export function owedSentence(file: string, owed: OwedFor, cause?: unknown): Sentence {
  const why = cause === undefined ? { zh: "", en: "" } : errnoWords(cause);
  const because = { zh: why.zh && `（${why.zh}）`, en: why.en && ` (${why.en})` };
  if (owed === "taken-out")
    return {
      zh: `${file} 已移出等候队列，但不能移至 taken-out/${because.zh}。它不会被叫到，移动将重试。`,
      en: `${file} was taken out of the queue but cannot be moved to taken-out/${because.en}. It is not called; the move is tried again.`,
    };
  return owed !== "rejected"
    ? {
        zh: `${file} 属于任务 ${owed.job}，但不能移至 taken/${because.zh}。它不会再次被叫到，移动将重试。`,
        en: `${file} belongs to the job ${owed.job} but cannot be moved to taken/${because.en}. It is not called again; the move is tried again.`,
      }
    : {
        zh: `${file} 已被拒绝，但不能移至 rejected/${because.zh}。它不会再次被叫到，移动将重试。`,
        en: `${file} is refused but cannot be moved to rejected/${because.en}. It is not called again; the move is tried again.`,
      };
}

export function anotherSentence(file: string): Sentence {
  return {
    zh: `${file} 在读取后又被改动；现有的文件按新文件等候。`,
    en: `${file} was changed after it was read; what lies there now waits as a new file.`,
  };
}

export function unsyncedSentence(folder: string, cause: unknown): Sentence {
  const why = errnoWords(cause);
  return {
    zh: `${folder} 的移动尚未写入磁盘（${why.zh}），将重试。`,
    en: `A move in ${folder} is not on disk yet (${why.en}); it is tried again.`,
  };
}

export function unwritableSentence(folder: string, cause: unknown): Sentence {
  const { zh, en } = errnoWords(cause);
  return {
    zh: `等候目录 ${folder} 不能写入（${zh}），已叫到的文件不能移走。`,
    en: `The intake folder ${folder} cannot be written to (${en}); files that were called cannot be moved away.`,
  };
}

export function unsettledSentence(folder: string, cause: unknown): Sentence {
  const { zh, en } = errnoWords(cause);
  return {
    zh: `尚不能确定 ${folder} 中哪些文件已有任务（${zh}）；在此之前不叫号。`,
    en: `It cannot be found out yet which files in ${folder} have their job already (${en}); nobody is called until then.`,
  };
}

export function unreadableSentence(cause: unknown): Sentence {
  const { zh, en } = errnoWords(cause);
  return { zh: `不能读取：${zh}。`, en: `It cannot be read: ${en}.` };
}

/** `file`: somebody was taken in, and their file does not wait under its name yet. */
export function unshownSentence(file: string, cause: unknown): Sentence {
  const why = errnoWords(cause);
  return {
    zh: `${file} 已受理，但还不能放入等候目录（${why.zh}），将重试。`,
    en: `${file} was taken in but cannot be put into the queue yet (${why.en}); it is tried again.`,
  };
}
