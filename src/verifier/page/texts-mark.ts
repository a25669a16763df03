import type { Sentence } from "./language.ts";

const text = (zh: string, en: string): Sentence => ({ zh, en });

export const MARK_KINDS: Readonly<Record<string, Sentence>> = {
  inspection: text("检验标志", "Inspection mark"),
  exam: text("考试合格", "Exam passed"),
  verification: text("车辆查验", "Vehicle verification"),
};

export const MARK_TEXTS = {
  vinTail: text("车架号末六位", "VIN ends in"),
  certificateTail: text("准考证明末四位", "Certificate ends in"),
  testedOn: text("检验日期", "Inspected on"),
  on: {
    exam: text("考试日期", "Passed on"),
    verification: text("查验日期", "Verified on"),
  } as Readonly<Record<string, Sentence>>,
  goodUntil: text("有效期至", "Good until"),
  status: text("状态", "Status"),
  noStatus: text("没有可用的状态", "none that counts"),
  age: ({ zh, en }: Sentence): Sentence => text(`${zh}前`, `${en} old`),
  ageUnknown: text("新旧未知", "of unknown age"),
  thatDay: text("含当日", "that day included"),
  issued: text("签发于", "Issued"),
  issuer: text("签发者", "Issued by"),
  station: text("检验机构或考场", "Station"),
  record: text("记录编号前半", "Record, first half"),
} as const;
