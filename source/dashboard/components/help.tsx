import type {ReactNode} from 'react';
import {useTheme} from '../hooks/use-theme.ts';
import type {Binding} from '../keys/binding.ts';
import {byGroup} from '../keys/document.ts';
import {formatKey} from '../keys/key-name.ts';
import {blank, type Line, lineOf} from '../line.ts';
import {toRule} from '../lines/pane-lines.ts';
import {alignLeft} from '../text/fit.ts';
import {wrap} from '../text/wrap.ts';
import type {Glyphs} from '../theme.ts';
import {Lines} from './lines.tsx';

type Props = {
	/** The keys of the screen that was left for the help. */
	readonly bindings: readonly Binding[];
	/** First line shown; more than there is shows the end. */
	readonly top: number;
	readonly columns: number;
	/** With the rule. */
	readonly height: number;
};

/** What every key does, made from the keys themselves. */
export function Help({bindings, top, columns, height}: Props): ReactNode {
	const {glyphs} = useTheme();
	const lines = toHelpLines(bindings, {columns, glyphs});
	const last = Math.max(0, lines.length - (height - 1));
	const first = Math.min(top, last);
	const more = first < last ? lineOf(`${glyphs.below} more`, {dim: true}) : [];

	const title = toRule([{text: 'Keys', bold: true}], more, {columns, glyphs});
	return <Lines lines={[title, ...lines.slice(first)]} columns={columns} height={height} />;
}

/** Width of the column of keys. */
const keyColumns = 14;

/** Every key that works on a screen, by group, with a sentence each. */
function toHelpLines(
	bindings: readonly Binding[],
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): readonly Line[] {
	return byGroup(bindings).flatMap(({group, bindings: own}, index) => [
		...(index === 0 ? [] : [blank]),
		lineOf(` ${group}`, {bold: true}),
		...own.flatMap(binding => {
			const keys = binding.keys.map(key => formatKey(key, glyphs.enter)).join(' ');
			return wrap(binding.help, columns - keyColumns - 5).map(
				(line, row): Line => [{text: `   ${alignLeft(row === 0 ? keys : '', keyColumns)} `, bold: true}, {text: line}],
			);
		}),
	]);
}
