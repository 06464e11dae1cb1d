import type {ReactNode} from 'react';
import type {Agent} from '../../core/fleet/agent.ts';
import type {DiffDocument} from '../diff/diff-document.ts';
import {useTheme} from '../hooks/use-theme.ts';
import {type Line, lineOf} from '../line.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {toRule} from '../lines/pane-lines.ts';
import type {DiffRead} from '../state/dashboard-state.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {Lines} from './lines.tsx';

type Props = {
	readonly agent: Agent;
	readonly read: DiffRead | undefined;
	/** `undefined` until the diff was read. */
	readonly document: DiffDocument | undefined;
	/** First line shown. */
	readonly top: number;
	readonly columns: number;
	/** Without the rule. */
	readonly height: number;
};

/** The changes of a story against its base: files, then hunks. */
export function Diff({agent, read, document, top, columns, height}: Props): ReactNode {
	const {glyphs} = useTheme();
	const words: Line = [
		{text: 'Changes of ', dim: true},
		{text: storyLabel(agent), bold: true},
	];

	const title = toRule(words, document ? standing(document, top) : [], {columns, glyphs});
	const lines = document?.lines.slice(top, top + height) ?? [waitingLine(read)];
	return <Lines lines={[title, ...lines]} columns={columns} height={height + 1} />;
}

function standing({files, lines}: DiffDocument, top: number): Line {
	const file = files.findLast(({line}) => line <= top + 1);
	const place = file ? `${files.indexOf(file) + 1}/${files.length} ${file.path}` : `${files.length} files`;
	return lineOf(`${place} · ${Math.min(top + 1, lines.length)}/${lines.length}`, {dim: true});
}

function waitingLine(read: DiffRead | undefined): Line {
	return read?.kind === 'failed'
		? lineOf(`  ${sanitizeForCell(read.why)}`, {tone: 'warning'})
		: lineOf('  Reading the changes ...', {dim: true});
}
