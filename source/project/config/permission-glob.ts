const longestGlob = 1000;

/** Why a text is not a valid glob for a `[[permission]]`; `undefined` if it is. */
export function globProblem(glob: string): string | undefined {
	const hasControl = /[\u0000-\u001f\u007f]/.test(glob);
	const endsInEscape = /(?<!\\)(\\\\)*\\$/.test(glob);
	return glob === '' || glob.length > longestGlob || hasControl || endsInEscape
		? `a glob of 1 to ${longestGlob} characters: "*" matches any text, "?" any character, "\\" escapes the next character`
		: undefined;
}

/**
 * Whether a glob matches the whole text. `*` also matches `/` and spaces, because the text is a command line, a path or a
 * URL. Backtracks only to the last `*`, so that no text takes more than quadratic time.
 */
export function matchesGlob(glob: string, text: string): boolean {
	const pattern = toPattern(glob);
	let at = 0;
	let next = 0;
	let star: {readonly at: number; textAt: number} | undefined;

	while (at < text.length) {
		const part = pattern[next];

		if (part === anyText) {
			star = {at: next, textAt: at};
			next++;
		} else if (part === anyCharacter || (part !== undefined && part === text[at])) {
			at++;
			next++;
		} else if (star) {
			star.textAt++;
			at = star.textAt;
			next = star.at + 1;
		} else {
			return false;
		}
	}

	return pattern.slice(next).every(part => part === anyText);
}

const anyText = Symbol('*');
const anyCharacter = Symbol('?');

function toPattern(glob: string): readonly (string | symbol)[] {
	return [...glob.matchAll(/\\(.)|(.)/gs)].map(([, escaped, plain = '']) => {
		if (escaped !== undefined) {
			return escaped;
		}

		return plain === '*' ? anyText : plain === '?' ? anyCharacter : plain;
	});
}
