import mysql, { type FieldPacket } from 'mysql2';

/**
 * A cell of an answer as text. Floating-point numbers have the fewest digits that tell them apart from their
 * neighbours; bits are a whole number; bytes are hexadecimal (`0x00ff`).
 */
export function cellText(cell: unknown, { columnType }: FieldPacket): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return columnType === mysql.Types.FLOAT ? singleText(cell) : String(cell);
  if (Buffer.isBuffer(cell))
    return columnType === mysql.Types.BIT ? bitText(cell) : `0x${cell.toString('hex')}`;
  return JSON.stringify(cell); // geometries and vectors
}

/** Single precision has at most nine significant digits. */
function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

const bitText = (bits: Buffer): string =>
  bits.length === 0 ? '0' : String(BigInt(`0x${bits.toString('hex')}`));
