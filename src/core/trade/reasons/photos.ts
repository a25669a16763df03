import type { None, ReasonRows } from "../reason-shape.ts";

interface PhotoOfPart {
  readonly job: string;
  readonly part: string;
  readonly photo: string;
  readonly sha256: string;
}

/** Photos that inspectors take, on their way to the station and out of it. */
export const PHOTO_REASONS = {
  PHOTO_KIND_UNKNOWN: (_: None) => ({
    zh: "这不是照片：只收 JPEG、PNG 和 WebP。",
    en: "This is no photo: JPEG, PNG and WebP are taken.",
  }),
  PHOTO_DAMAGED: (_: None) => ({
    zh: "照片文件损坏或不完整，请重拍。",
    en: "The file of the photo is damaged or cut off. Take it again.",
  }),
  PHOTO_TOO_SMALL: (p: { width: number; height: number; long: number; short: number }) => ({
    zh: `照片太小（${p.width}×${p.height} 像素），至少 ${p.long}×${p.short}。`,
    en: `The photo is too small, ${p.width} by ${p.height} pixels; it needs at least ${p.long} by ${p.short}.`,
  }),
  PHOTO_SIDE_TOO_LONG: (p: { width: number; height: number; most: number }) => ({
    zh: `照片太大（${p.width}×${p.height} 像素），每边最多 ${p.most}。`,
    en: `The photo is too large, ${p.width} by ${p.height} pixels; a side has at most ${p.most}.`,
  }),
  PHOTO_BYTES_TOO_MANY: (p: { mostMiB: number }) => ({
    zh: `照片文件太大，最多 ${p.mostMiB} MiB。`,
    en: `The file of the photo is too large; at most ${p.mostMiB} MiB are taken.`,
  }),
  PHOTO_DISK_NEARLY_FULL: (p: { freeMiB: number; leastMiB: number }) => ({
    zh: `存储空间只剩 ${p.freeMiB} MiB，少于 ${p.leastMiB} MiB，不再保存照片。请清理磁盘（不要删除数据目录中的文件）。`,
    en: `Only ${p.freeMiB} MiB are left on the disk; below ${p.leastMiB} MiB no photo is kept. Make room, but delete nothing in the data directory.`,
  }),
  /** `zh` and `en`: what the system said. */
  PHOTO_NOT_KEPT: (p: { zh: string; en: string }) => ({
    zh: `照片未能保存：${p.zh}。请稍后再试。`,
    en: `The photo could not be kept: ${p.en}. Try again in a moment.`,
  }),
  /** `zh` and `en`: what the system said. */
  PHOTO_NOT_READ: (p: { zh: string; en: string }) => ({
    zh: `暂时无法读取照片：${p.zh}。请稍后再试。`,
    en: `The photo cannot be read just now: ${p.en}. Try again in a moment.`,
  }),
  PHOTOS_UNUSABLE: (p: { path: string; zh: string; en: string }) => ({
    zh: `照片文件夹 ${p.path} 无法使用：${p.zh}。修好之前不能保存照片。`,
    en: `The folder of photos ${p.path} cannot be used: ${p.en}. Until that is mended no photo can be kept.`,
  }),
  PHOTOS_AT_ONCE: (p: { mostMiB: number }) => ({
    zh: `本站同时接收的照片已达上限（${p.mostMiB} MiB），请稍后再试。`,
    en: `The station is receiving as many photos at once as it can, ${p.mostMiB} MiB. Try again in a moment.`,
  }),
  /** Of one session. */
  PHOTOS_AT_ONCE_HERE: (p: { mostMiB: number }) => ({
    zh: `此处同时上传的照片已达上限（${p.mostMiB} MiB），请等其中一些传完后再试。`,
    en: `As many photos as may be are coming from here at once, ${p.mostMiB} MiB. Try again when some of them have come.`,
  }),
  PHOTOS_TOO_MANY: (p: { most: number }) => ({
    zh: `本次检验已上传 ${p.most} 张照片，不再接收。`,
    en: `${p.most} photos of this inspection have come already; no more are taken.`,
  }),
  PHOTO_OF_NO_INSPECTION: (p: { job: string }) => ({
    zh: `任务 ${p.job} 不是检验，不收照片。`,
    en: `The job ${p.job} is no inspection: no photos are taken of it.`,
  }),
  // --- of those that entries of the journal name
  PHOTO_AWAY: (p: PhotoOfPart) => ({
    zh: `缺少任务 ${p.job} 的照片 ${p.part} ${p.photo}（sha256 ${p.sha256}）。`,
    en: `The photo ${p.part} ${p.photo} of job ${p.job} is not there (sha256 ${p.sha256}).`,
  }),
  PHOTO_SPOILT: (p: PhotoOfPart & { file: string }) => ({
    zh: `文件 ${p.file} 不是任务 ${p.job} 的照片 ${p.part} ${p.photo}（sha256 ${p.sha256}）：内容不同。`,
    en: `The file ${p.file} is not the photo ${p.part} ${p.photo} of job ${p.job} (sha256 ${p.sha256}): its bytes are others.`,
  }),
  PHOTO_UNREADABLE: (p: PhotoOfPart & { file: string; zh: string; en: string }) => ({
    zh: `任务 ${p.job} 的照片 ${p.part} ${p.photo}（${p.file}）无法读取：${p.zh}。`,
    en: `The photo ${p.part} ${p.photo} of job ${p.job} cannot be read (${p.file}): ${p.en}.`,
  }),
  PHOTOS_NAMED_BY_NOBODY: (p: { photos: number; path: string }) => ({
    zh: `${p.path} 中有 ${p.photos} 张照片未被本日志的任何条目引用，保持原样。`,
    en: `${p.path} has ${p.photos} photo${p.photos === 1 ? "" : "s"} that no entry of this journal names; they stay as they are.`,
  }),
  PHOTOS_OF_JOURNAL_NOT_LOOKED_AT: (p: { photos: number }) => ({
    zh: `日志引用照片 ${p.photos} 次；照片文件未核对（--photos 指明所在目录）。`,
    en: `The journal names photos ${p.photos === 1 ? "once" : `${p.photos} times`}, whose bytes were not looked at (--photos names their folder).`,
  }),
  PHOTO_UNKNOWN: (_: None) => ({
    zh: "本站没有这张照片，或照片已损坏。",
    en: "There is no such photo here, or it is damaged.",
  }),
} as const satisfies ReasonRows;
