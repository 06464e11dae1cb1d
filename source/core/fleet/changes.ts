/** How far a story is from its base: everything since it branched off, committed or not, untracked files too. */
export type Changes = {
	readonly files: number;
	/** Lines; binary files have none. */
	readonly added: number;
	readonly removed: number;
	/** Commits that its base does not have. */
	readonly commits: number;
};
