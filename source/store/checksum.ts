import {crc32} from 'node:zlib';

/**
 * The checksum of a stored text: CRC-32. It finds the errors that disks and memory make; it is no protection against a
 * person who changes a file on purpose.
 */
export function checksumOf(text: string): number {
	return crc32(text);
}

/** The checksum of the columns of a database row, in the order of the table. */
export function rowSum(columns: readonly unknown[]): number {
	return crc32(columns.map(column => (column === null || column === undefined ? '' : String(column))).join('\0'));
}

/** Whether a row is as it was written. `sum` is missing in rows of an older Towline, which cannot be checked. */
export function hasSum({sum}: Readonly<Record<string, unknown>>, columns: readonly unknown[]): boolean {
	return sum === null || sum === undefined || sum === rowSum(columns);
}
