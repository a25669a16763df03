/** The example of GM/T 0003.5-2012, annex A (the same as GB/T 32918.5): default user id, message "message digest". */
export const STANDARD_SM2 = {
  secret: "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8",
  point:
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
  message: "message digest",
  k: "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21",
  r: "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
  s: "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
} as const;

/** GB/T 32905-2016, annex A. */
export const STANDARD_SM3: readonly (readonly [string, string])[] = [
  ["abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"],
  ["abcd".repeat(16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"],
];

export const hexBytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

/** DER of two numbers, as GM/T 0009 has it. */
export function derOf(r: string, s: string): Uint8Array {
  const integer = (hex: string): Buffer => {
    const bare = Buffer.from(hex, "hex");
    const start = bare.findIndex((byte) => byte !== 0);
    const value = start < 0 ? Buffer.from([0]) : bare.subarray(start);
    const padded = (value[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value;
    return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
  };
  const both = Buffer.concat([integer(r), integer(s)]);
  return new Uint8Array(Buffer.concat([Buffer.from([0x30, both.length]), both]));
}
