/** Sentences as receivers sent them (docs/sources.md, GNSS sentences): from real logs or public samples, never made up here. */
export interface SentenceVector {
  /** Key of the exam's fact page, or where else it stands. */
  readonly source: string;
  readonly line: string;
  /** What the parser makes of it: a sentence with these fields, or nothing of use. */
  readonly says: Readonly<Record<string, unknown>> | "ignored" | "refused";
}

const UTC_133859_8 = (13 * 3600 + 38 * 60 + 59.8) * 1000;
const UTC_074615 = (7 * 3600 + 46 * 60 + 15) * 1000;

export const GNSS_SENTENCES: readonly SentenceVector[] = [
  {
    source: "S88 nmea-rtk.log",
    line: "$GNGGA,133859.80,4134.50180205,N,09345.03586649,W,4,19,0.7,280.827,M,-31.442,M,5.8,0002*6D",
    says: {
      type: "GGA",
      timeOfDayMs: UTC_133859_8,
      position: { latitudeDeg: 41 + 34.50180205 / 60, longitudeDeg: -(93 + 45.03586649 / 60) },
      fix: "fixed",
      satellites: 19,
      hdop: 0.7,
      heightM: 249.385,
      correctionAgeS: 5.8,
    },
  },
  {
    source: "S88 nmea-rtk.log",
    line: "$GNRMC,133859.80,A,4134.50180205,N,09345.03586649,W,0.008,0.000,180320,11.5982,E,D*36",
    says: {
      type: "RMC",
      timeOfDayMs: UTC_133859_8,
      day: 18_339,
      fix: "dgps",
      speedKmh: 0.008 * 1.852,
      courseDeg: 0,
    },
  },
  {
    source: "S88 ublox-f9p-hpnmea.log",
    line: "$GNRMC,014500.00,A,4404.1306024,N,12118.8446777,W,0.013,,231221,,,D,V*04",
    says: { type: "RMC", timeOfDayMs: 6_300_000, day: 18_984, courseDeg: null, speedKmh: 0.013 * 1.852 },
  },
  {
    source: "S88 skytraq-PX1172RH_DS.log",
    line: "$GNHDT,244.28,T*13",
    says: { type: "HDT", timeOfDayMs: null, headingDeg: 244.28, headingFix: "unknown" },
  },
  {
    source: "S88 hemi.log",
    line: "$GPHDT,,T*1B",
    says: { type: "HDT", headingDeg: null, headingFix: "none" },
  },
  {
    source: "S88 skytraq-PX1172RH_DS.log",
    line: "$GNTHS,244.28,A*11",
    says: { type: "THS", headingDeg: 244.28, headingFix: "unknown" },
  },
  {
    source: "S87",
    line: "$GNTHS2,88.3640,T*0F",
    says: { type: "THS2", headingDeg: 88.364, headingFix: "unknown" },
  },
  { source: "S87", line: "$GNGSTH,055543.00,0.45,0.01,0.01,127.6430,0.010,0.010,0.019*0F", says: "ignored" },
  {
    source: "S88 skytraq-PX1172RH_DS.log",
    line: "$PSTI,036,003832.000,290322,244.28,2.77,0.00,R*5D",
    says: {
      type: "PSTI036",
      timeOfDayMs: 2_312_000,
      day: 19_080,
      headingDeg: 244.28,
      headingFix: "fixed",
      pitchDeg: 2.77,
      rollDeg: 0,
    },
  },
  {
    source: "S88 skytraq-PX1172RH_DS.log",
    line: "$PSTI,035,003832.000,290322,A,R,-0.815,-0.393,0.044,0.906,244.28,,,,,*17",
    says: { type: "PSTI035", timeOfDayMs: 2_312_000, baselineM: 0.906 },
  },
  {
    source: "S87, and Trimble receiver help",
    line: "$PTNL,AVR,212405.20,+52.1531,Yaw,-0.0806,Tilt,,,12.575,3,1.4,16*39",
    says: {
      type: "AVR",
      timeOfDayMs: (21 * 3600 + 24 * 60 + 5.2) * 1000,
      headingDeg: 52.1531,
      headingFix: "fixed",
      pitchDeg: -0.0806,
      rollDeg: null,
      baselineM: 12.575,
    },
  },
  {
    source: "Trimble receiver help, PTNL,AVR",
    line: "$PTNL,AVR,212604.30,+52.1800,Yaw,,,-0.0807,Roll,12.579,3,1.4,16*21",
    says: { type: "AVR", headingDeg: 52.18, pitchDeg: null, rollDeg: -0.0807, baselineM: 12.579 },
  },
  {
    source: "S87",
    line: "$GNHPR,074615.00,320.9610,-66.1712,000.0000,4,47,0.00,0999*45",
    says: {
      type: "HPR",
      timeOfDayMs: UTC_074615,
      headingDeg: 320.961,
      headingFix: "fixed",
      pitchDeg: -66.1712,
      rollDeg: 0,
    },
  },
  {
    source: "S87",
    line: "$GPHPD,2319,462170.00,251.77,-48.16,178.48,40.0789783,116.2365145,63.03,0.001,0.000,-0.003,-0.001,-0.002,-0.001,0.000,48,48*76",
    says: { type: "HPD", timeOfDayMs: null, headingDeg: 251.77, headingFix: "unknown", pitchDeg: -48.16 },
  },
  {
    source: "S80",
    line: "$KSXT,20211016083433.00,116.31296102,39.95817066,49.4911,223.57,-11.32,330.19,0.024,,1,3,28,27,,,,-0.012,0.021,0.020,,*2D",
    says: {
      type: "KSXT",
      timeOfDayMs: (8 * 3600 + 34 * 60 + 33) * 1000,
      day: 18_916,
      position: { latitudeDeg: 39.95817066, longitudeDeg: 116.31296102 },
      heightM: 49.4911,
      fix: "single",
      satellites: 27,
      correctionAgeS: null,
      speedKmh: 0.024,
      courseDeg: 330.19,
      headingDeg: 223.57,
      headingFix: "fixed",
      pitchDeg: -11.32,
      rollDeg: null,
    },
  },
  {
    source: "S82",
    line: "$KSXT,20201222075720.00,119.17084152,32.07387900,83.5770,269.94,1.19,207.28,0.001,,3,3,25,25,-3.617,-4.468,-7.860,-0.000,-0.001,-0.022,1.0,56,*33736701",
    says: { type: "KSXT", fix: "fixed", headingDeg: 269.94, headingFix: "fixed", correctionAgeS: 1 },
  },
  {
    source: "a sample in public documentation, with a wrong sum",
    line: "$KSXT,20211016083433.00,116.31296102,39.95817066,49.4911,223.57,-11.32,330.19,0.024,,1,3,28,27,,,,-0.012,0.021,0.020,,*27",
    says: "refused",
  },
  {
    source: "S83",
    line: '#UNIHEADINGA,97,GPS,FINE,2190,365174000,0,0,18,12;INSUFFICIENT_OBS,NONE,0.0000,0.0000,0.0000,0.0000,0.0000,0.0000,"",0,0,0,0,0,00,0,0*ee072604',
    says: { type: "HEADINGA", headingDeg: null, headingFix: "none" },
  },
  {
    source: "public code",
    line: '#UNIHEADINGA,97,GPS,FINE,2190,365174000,0,0,18,12;SOL_COMPUTED,NARROW_INT,1.0000,90.0000,10.0000,0.0000,0.1000,0.2000,"0",20,16,18,12,0,00,0,0*5cdb44d1',
    says: {
      type: "HEADINGA",
      // GPS week 2190, second 365174 is Thursday 30 December 2021, 05:26:14; less 18 leap seconds.
      timeOfDayMs: (5 * 3600 + 25 * 60 + 56) * 1000,
      day: 18_991,
      headingDeg: 90,
      headingFix: "fixed",
      pitchDeg: 10,
      baselineM: 1,
    },
  },
  { source: "S85", line: "$command,GNRMC 1,response: OK*1A", says: "ignored" },
];
