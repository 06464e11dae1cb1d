// Characters that JSON.stringify does not escape although a terminal may act on them: DEL, the C1 controls (U+009B starts
// a sequence like ESC [), and the marks that reorder text.
const unsafe = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g;

/** JSON that is safe to print on a terminal, whatever an agent put into it. It parses back to the same value. */
export function toSafeJson(value: unknown, indent?: string): string {
	return (JSON.stringify(value, null, indent) ?? 'null').replace(
		unsafe,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
