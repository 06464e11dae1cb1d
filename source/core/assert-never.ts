/** Ends a `switch` over a union: a case that nobody handles is a compile error, and at run time says which it was. */
export function assertNever(value: never): never {
	throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
