import { DataType, DataValue, StatusCodes, Variant, VariantArrayType } from "node-opcua";
import { describe, expect, test } from "vitest";
import { inSourceOrder, plcValueOf } from "../../../src/adapters/opcua/plc-value.ts";

function told(value: Variant, statusCode = StatusCodes.Good, sourceTimestamp: Date | null = new Date(1_000)) {
  return plcValueOf("T.X", new DataValue({ value, statusCode, sourceTimestamp }), 5);
}

describe("a notified value", () => {
  test.each([
    ["a double", new Variant({ dataType: DataType.Double, value: 1.5 }), 1.5],
    ["an int", new Variant({ dataType: DataType.Int32, value: -3 }), -3],
    ["a switch", new Variant({ dataType: DataType.Boolean, value: false }), false],
    ["a text", new Variant({ dataType: DataType.String, value: "x" }), "x"],
  ])("%s is taken as it is", (_, variant, value) => {
    expect(told(variant)).toEqual({
      variable: "T.X",
      value,
      good: true,
      status: "Good",
      sourceTimeMs: 1_000,
      atMs: 5,
    });
  });

  test.each([
    ["an empty variant", new Variant({ dataType: DataType.Null })],
    [
      "a huge array",
      new Variant({
        dataType: DataType.Double,
        arrayType: VariantArrayType.Array,
        value: new Float64Array(200_000),
      }),
    ],
    [
      "64 bits",
      new Variant({ dataType: DataType.UInt64, arrayType: VariantArrayType.Scalar, value: [0, 7] }),
    ],
    ["no number", new Variant({ dataType: DataType.Double, value: Number.NaN })],
    ["an endless number", new Variant({ dataType: DataType.Double, value: Number.POSITIVE_INFINITY })],
    ["bytes", new Variant({ dataType: DataType.ByteString, value: Buffer.from("x") })],
    ["a date", new Variant({ dataType: DataType.DateTime, value: new Date(0) })],
  ])("%s is not good, whatever the server says", (_, variant) => {
    expect(told(variant)).toMatchObject({ value: null, good: false, status: "BadTypeMismatch" });
  });

  test("a bad and an uncertain status take the number away and keep their name", () => {
    const variant = new Variant({ dataType: DataType.Double, value: 7 });
    expect(told(variant, StatusCodes.BadSensorFailure)).toMatchObject({
      value: null,
      good: false,
      status: "BadSensorFailure",
    });
    expect(told(variant, StatusCodes.UncertainLastUsableValue)).toMatchObject({
      value: null,
      good: false,
      status: "UncertainLastUsableValue",
    });
  });

  test("a missing source time stays missing", () => {
    expect(
      told(new Variant({ dataType: DataType.Double, value: 7 }), StatusCodes.Good, null).sourceTimeMs,
    ).toBeNull();
  });

  test("values are ordered by source time, and keep their order where it is equal", () => {
    const value = (variable: string, sourceTimeMs: number) => ({
      variable,
      value: 1,
      good: true,
      status: "Good",
      sourceTimeMs,
      atMs: 0,
    });
    const ordered = inSourceOrder([value("a", 20), value("a", 30), value("b", 10), value("b", 20)]);
    expect(ordered.map(({ variable, sourceTimeMs }) => `${variable}${sourceTimeMs}`)).toEqual([
      "b10",
      "a20",
      "b20",
      "a30",
    ]);
  });
});
