import {cutText, stripEscapes, toOneLine} from '../../../stream/sanitize.ts';
import {type Fields, maxText, rawText, toCount, toList} from '../fields.ts';
import {relativePath} from './tool-summary.ts';

/** The change made by an edit. */
export type Patch = {
	readonly path: string;
	readonly hunks: readonly {readonly header: string; readonly lines: readonly string[]}[];
};

/** Reads the change from an edit's result; `undefined` if it has none. A new file has only added lines. */
export function readPatch(detail: Fields): Patch | undefined {
	const path = rawText(detail.filePath);

	if (path === undefined || !Array.isArray(detail.structuredPatch)) {
		return undefined;
	}

	const hunks = toList(detail.structuredPatch).map(hunk => ({
		header: `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`,
		lines: Array.isArray(hunk.lines) ? hunk.lines.filter(line => typeof line === 'string') : [],
	}));
	const content = rawText(detail.content);

	if (detail.type === 'create' && hunks.length === 0 && content !== undefined) {
		const lines = content.replace(/\n$/, '').split('\n');
		return {path, hunks: [{header: `@@ -0,0 +1,${lines.length} @@`, lines: lines.map(line => `+${line}`)}]};
	}

	return {path, hunks};
}

/** Counts the added and removed lines. */
export function countPatchLines(patch: Patch): {readonly added: number; readonly removed: number} {
	const lines = patch.hunks.flatMap(hunk => hunk.lines);
	return {
		added: lines.filter(line => line.startsWith('+')).length,
		removed: lines.filter(line => line.startsWith('-')).length,
	};
}

/** Formats a unified diff, cut at `maxText` characters; `undefined` if nothing changed. */
export function formatPatch({path, hunks}: Patch, cwd: string | undefined): string | undefined {
	if (hunks.length === 0) {
		return undefined;
	}

	const name = toOneLine(relativePath(path, cwd) ?? path);
	const body = hunks.flatMap(hunk => [
		hunk.header,
		...hunk.lines.map(line => stripEscapes(line).replaceAll('\n', ' ')),
	]);
	return cutText([`--- ${name}`, `+++ ${name}`, ...body].join('\n'), maxText);
}

function range(start: unknown, lines: unknown): string {
	return `${toCount(start)},${toCount(lines)}`;
}
