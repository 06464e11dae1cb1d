/** Drops variables whose value is `undefined`, for APIs that take only strings. */
export function toEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
	const own: Record<string, string> = {};

	for (const [name, value] of Object.entries(env)) {
		if (value !== undefined) {
			own[name] = value;
		}
	}

	return own;
}
