import { Types, type FieldPacket } from 'mysql2';
import { cellText } from './cell-texts.ts';

const field = (columnType: number) => ({ columnType }) as FieldPacket;

describe('cellText', () => {
  it.each([
    [null, Types.VAR_STRING, null],
    ['a', Types.VAR_STRING, 'a'],
    [7, Types.LONG, '7'],
    [0.1, Types.DOUBLE, '0.1'],
    [1e22, Types.DOUBLE, '1e+22'],
    [Math.fround(0.1), Types.FLOAT, '0.1'],
    [16777216, Types.FLOAT, '16777216'],
    [Math.fround(1.00000012), Types.FLOAT, '1.0000001'],
    [Buffer.from([1]), Types.BIT, '1'],
    [Buffer.from([1, 0]), Types.BIT, '256'],
    [Buffer.from([0, 255]), Types.BLOB, '0x00ff'],
    [{ x: 1, y: 2 }, Types.GEOMETRY, '{"x":1,"y":2}'],
  ])('%p as type %i is %p', (cell, type, text) => {
    expect(cellText(cell, field(type))).toBe(text);
  });
});
