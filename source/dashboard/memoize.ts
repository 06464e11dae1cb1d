/**
 * Keeps the last result for as long as every argument is the same reference: a selector that builds something may then be
 * used where a stable reference is needed.
 */
export function memoizeLast<Args extends readonly unknown[], Result>(
	compute: (...args: Args) => Result,
): (...args: Args) => Result {
	let last: {readonly args: Args; readonly result: Result} | undefined;

	return (...args) => {
		if (
			!last ||
			last.args.length !== args.length ||
			!last.args.every((value, index) => Object.is(value, args[index]))
		) {
			last = {args, result: compute(...args)};
		}

		return last.result;
	};
}
