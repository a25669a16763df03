import type { FormWords } from "./forms.ts";

/** What a dossier may say beside what it says already: class, masses, plate, fuel, use and dates have to tell one story. */
export const DOSSIER_FORMS = {
  use: {
    zh: "GA 24.3 的使用性质代码，如 A（非营运）",
    en: "a use of GA 24.3 as one capital letter, like A (non-commercial)",
  },
  entries: { zh: "不超过 {n} 项的键值表", en: "a table of at most {n} entries" },
  frontsFirst: {
    zh: "前轴都排在后轴之前的各轴",
    en: "axles in their order, the front ones before the rear ones",
  },
  firstSteered: { zh: "第一轴为转向轴的各轴", en: "axles of which the first is steered" },
  secondFront: {
    zh: "一个前轴；只有三轴及以上的大型客车、中重型货车、牵引车和专项作业车可以有两个转向前轴",
    en: "one front axle; only large buses, heavy and medium goods vehicles, tractors and special ones with three axles or more have two, both steered",
  },
  rearSteered: { zh: "后轴不转向的两轴", en: "two axles of which the rear one is not steered" },
  massOfClass: {
    zh: "与车辆类型相符的总质量（{n} kg）",
    en: "a gross mass that fits the vehicle class ({n} kg)",
  },
  massOfSeats: {
    zh: "不小于整备质量加核定载人（{n} kg）的总质量",
    en: "a gross mass not below the curb mass and the persons on its seats ({n} kg)",
  },
  massOverSeats: {
    zh: "不大于整备质量加人员和行李（{n} kg）的总质量，载货的是货车",
    en: "a gross mass not above the curb mass and its seats with their luggage ({n} kg); what carries more is a goods vehicle",
  },
  noRatedLoad: {
    zh: "null（类型 {n} 没有核定载质量）",
    en: "null, since a {n} carries no rated load of goods",
  },
  ratedLoad: {
    zh: "总质量减整备质量和驾驶室人员（0 至 {n} kg）",
    en: "the gross mass less the curb mass and the persons in the cab (0 to {n} kg)",
  },
  noBody: {
    zh: "null（类型 {n} 没有货厢，只有货车、三轮汽车和挂车有）",
    en: "null, since a {n} has no load body; goods vehicles, three-wheelers and trailers have one",
  },
  bodyOfClass: {
    zh: "与车辆类型相符的车身结构（{n}）",
    en: "a body that fits the vehicle class ({n})",
  },
  seatsOfCab: {
    zh: "不超过 {n} 的核定载人数（货车、牵引车和专项作业车）",
    en: "at most {n} seats, as goods vehicles, tractors and special ones have",
  },
  threeWheelerSpeed: {
    zh: "三轮汽车的最高设计车速（不超过 50 km/h）",
    en: "a design speed of at most 50 km/h, as three-wheelers have",
  },
  threeWheelerLength: {
    zh: "三轮汽车的车长（不超过 5200 mm）",
    en: "a length of at most 5200 mm, as three-wheelers have",
  },
  twoAxles: {
    zh: "一轴或两轴（摩托车和三轮汽车）",
    en: "one or two axles, as motorcycles and three-wheelers have",
  },
  disabilityAid: {
    zh: "false 或 null（只有小型、微型客车可以加装）",
    en: "false or null: only small and mini passenger vehicles have such aids",
  },
  lampBelowRoof: { zh: "不超过车高 {n} mm 的灯高", en: "a lamp height below the roof ({n} mm)" },
  freightUse: {
    zh: "{n} 可以有的使用性质（F 货运是货车、牵引车、专项作业车和挂车）",
    en: "a use that a {n} can have: F (freight) is of goods vehicles and trailers",
  },
  schoolUse: {
    zh: "O、P、Q 或 S（{n} 是专用校车）",
    en: "O, P, Q or S, since {n} is a school bus",
  },
  trolleyFuel: {
    zh: "electric、hybrid、plug-in-hybrid 或 hydrogen（无轨电车）",
    en: "electric, hybrid, plug-in-hybrid or hydrogen, since it is a trolleybus",
  },
  producedYears: {
    zh: "初次登记前 {n} 年之内的出厂日期，查不清时写 null",
    en: "a day within {n} years before the first registration, or null where that cannot be cleared up",
  },
  odometerOfNew: {
    zh: "不超过 {n} km 的里程（注册登记检验的是新车）",
    en: "at most {n} km: what is inspected for its registration is new",
  },
  axlesOfMass: {
    zh: "能承载总质量 {n} kg 的轴数（每轴最多 13000 kg）",
    en: "as many axles as carry {n} kg, 13000 kg on each at most",
  },
  largeBus: {
    zh: "K1 以外的类型（大型客车车长 6 m 及以上或核定载人 20 人及以上）",
    en: "a class other than K1: large buses are 6 m long or have 20 seats",
  },
  smallerBus: {
    zh: "K1 类型（车长 6 m 及以上或核定载人 20 人及以上的是大型客车）",
    en: "a class of K1: with 6 m or 20 seats it is a large bus",
  },
  mediumBus: {
    zh: "K3 或 K4 类型（中型客车核定载人 10 至 19 人）",
    en: "a class of K3 or K4: medium buses have 10 to 19 seats",
  },
  seatsOfSmall: {
    zh: "小型、微型客车的核定载人数（不超过 9 人）",
    en: "at most 9 seats, as small and mini passenger vehicles have",
  },
  lengthOfMini: {
    zh: "微型车的车长（不超过 3500 mm）",
    en: "a length of at most 3500 mm, as mini vehicles have",
  },
  lengthOfLight: { zh: "{n} 的车长（小于 6000 mm）", en: "a length below 6000 mm, as {n} has" },
  speedOfClass: {
    zh: "{n} 的最高设计车速（不低于 70 km/h）",
    en: "a design speed of 70 km/h or more, as {n} has",
  },
  lowSpeed: {
    zh: "低速货车的最高设计车速（低于 70 km/h）",
    en: "a design speed below 70 km/h, as low-speed goods vehicles have",
  },
  moped: {
    zh: "轻便摩托车的最高设计车速（不超过 50 km/h）",
    en: "a design speed of at most 50 km/h, as mopeds have",
  },
  articulated: {
    zh: "与车辆类型相符的值（铰接客车是 K14 和 K24）",
    en: "what the vehicle class says: articulated buses are K14 and K24",
  },
  oneLamp: {
    zh: "two-lamp 或 four-lamp（只有摩托车和三轮汽车可以是一灯制）",
    en: "two-lamp or four-lamp: only motorcycles and three-wheelers have one",
  },
  plateOfClass: { zh: "{n} 可以使用的号牌种类", en: "a plate class that a {n} can have" },
  mopedPlate: { zh: "轻便摩托车用 08，其他摩托车用 07", en: "08 for mopeds and 07 for other motorcycles" },
  plateOfForm: {
    zh: "与号牌号码相符的种类（新能源号牌为 51 或 52，其他不是）",
    en: "a class that fits the plate: 51 or 52 for new-energy plates and for no others",
  },
  trailerPlate: {
    zh: "挂车类型（号牌以“挂”结尾）",
    en: "a class of trailers, since the plate is a trailer's",
  },
  trainingUse: {
    zh: "教练车号牌（16、17）用 N，其他号牌不用 N",
    en: "N on training plates (16, 17) and on no others",
  },
  policeUse: { zh: "H（警用号牌）", en: "H, since the plate is a police vehicle's" },
  busUse: {
    zh: "{n} 可以有的使用性质（客运和校车是客车）",
    en: "a use that a {n} can have: passengers and pupils ride in buses and cars",
  },
  dangerousUse: {
    zh: "{n} 可以有的使用性质（危险货物由货车、挂车运输）",
    en: "a use that a {n} can have: dangerous goods ride on goods vehicles and trailers",
  },
  fuelOfTrailer: { zh: "none（挂车没有发动机）", en: "none, since trailers have no engine" },
  fuelOfVehicle: { zh: "燃料种类（只有挂车是 none）", en: "a fuel; only trailers have none" },
  fuelOfPlate: {
    zh: "electric、hydrogen 或 plug-in-hybrid（新能源号牌）",
    en: "electric, hydrogen or plug-in-hybrid, since the plate is of new energy",
  },
  methodOfFuel: {
    zh: "适用于 {n} 发动机的排放检测方法（压燃式为 lug-down 或 free-acceleration，点燃式为其他方法）",
    en: "a test for engines of {n}: lug-down or free-acceleration for diesel, the others for a spark",
  },
  articulatedAxles: { zh: "铰接客车至少三轴", en: "at least three axles, as articulated buses have" },
  motorAlone: {
    zh: "与号牌和发动机号相符的燃料（没有新能源号牌的纯电动汽车须写明 motorNumber，不写 engineNumber）",
    en: "a fuel that fits plate and engine number: without a new-energy plate an electric vehicle is one with a motorNumber and no engineNumber",
  },
  catalyst: {
    zh: "true 或 null（{n} 起登记的汽车装有三元催化）",
    en: "true or null: what is registered since {n} has a catalyst",
  },
  registeredBefore: {
    zh: "初次登记日期（只有注册登记检验可以没有）",
    en: "the day of first registration; only a vehicle at its first registration (check: registration) has none",
  },
  producedBefore: { zh: "不晚于初次登记日期的出厂日期", en: "a day not after the first registration" },
} as const satisfies Readonly<Record<string, FormWords>>;
