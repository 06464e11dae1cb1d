/** What a child process gets: the same variables, without those that are named and have no value. */
export function toEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
	const own: Record<string, string> = {};

	for (const [name, value] of Object.entries(env)) {
		if (value !== undefined) {
			own[name] = value;
		}
	}

	return own;
}
