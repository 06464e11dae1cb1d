import type {Runtime} from './runtime.ts';

/** The versions of a program that Towline knows. */
export type KnownVersions = {
	/** The first that accepts what Towline passes to it; an older one exits at once. */
	readonly oldest: string;
	/** The oldest and newest that Towline was tried with. */
	readonly oldestTried: string;
	readonly newestTried: string;
};

/** What Towline knows about a program's version. */
export type VersionVerdict =
	| {readonly kind: 'known'}
	/** Not tried; it may behave in another way. */
	| {readonly kind: 'untried'; readonly note: string}
	| {readonly kind: 'too-old'; readonly message: string; readonly hint: string};

type Versioned = Pick<Runtime, 'title' | 'versions' | 'updateHint'>;

/** Judges what a program prints for `--version`; `undefined` if that names no version. */
export function judgeVersion({title, versions, updateHint}: Versioned, printed: string): VersionVerdict | undefined {
	const version = /\d+\.\d+\.\d+/.exec(printed)?.[0];

	if (version === undefined) {
		return undefined;
	}

	if (compareVersions(version, versions.oldest) < 0) {
		const message = `${title} ${version} is too old: Towline needs ${versions.oldest} or later.`;
		return {kind: 'too-old', message, hint: updateHint};
	}

	if (compareVersions(version, versions.oldestTried) < 0) {
		return {kind: 'untried', note: `older than ${versions.oldestTried}, the oldest that Towline was tried with`};
	}

	return compareVersions(version, versions.newestTried) > 0
		? {kind: 'untried', note: `newer than ${versions.newestTried}, the newest that Towline was tried with`}
		: {kind: 'known'};
}

/** Less than 0 if `a` is older, 0 if they are equal, more than 0 if `a` is newer. Both have three numbers. */
function compareVersions(a: string, b: string): number {
	const others = b.split('.').map(Number);
	const differences = a.split('.').map((part, index) => Number(part) - (others[index] ?? 0));
	return differences.find(difference => difference !== 0) ?? 0;
}
