/**
 * The context windows of models, in tokens, until a result reports them: without this a run's first turn would have none. Measured
 * by running the program; for versions between the two, and for other models, nothing is assumed.
 */
const windows = {
	/** 2.1.197: only a model that is named with `[1m]` has more. */
	old: 200_000,
	large: 1_000_000,
} as const;

/** Models with a small window in 2.1.328. */
const smallModels = /^claude-(?:haiku-4-5|opus-4-[56]|sonnet-4-[56])(?:-\d{8})?$/;
/** Models with a large one. */
const largeModels = /^claude-(?:fable-5|fable-5-2|haiku-5-5|opus-4-8|opus-5|opus-5-5|sonnet-5|sonnet-5-5)(?:-\d{8})?$/;

const lastOldPatch = 197;
const firstNewPatch = 328;

/** `model` and `version` as the program names them in `system/init`. */
export function knownContextWindow(model: string | undefined, version: string | undefined): number | undefined {
	if (model === undefined) {
		return undefined;
	}

	if (model.endsWith('[1m]')) {
		return windows.large;
	}

	const patch = Number(/^2\.1\.(\d+)$/.exec(version ?? '')?.[1]);
	const isKnown = smallModels.test(model) || largeModels.test(model);

	if (!isKnown || Number.isNaN(patch) || (patch > lastOldPatch && patch < firstNewPatch)) {
		return undefined;
	}

	return patch >= firstNewPatch && largeModels.test(model) ? windows.large : windows.old;
}
