import type {ReactNode} from 'react';
import {useTheme} from '../../hooks/use-theme.ts';
import type {Binding} from '../../keys/binding.ts';
import {lineOf} from '../../line.ts';
import {Lines} from '../line/lines.tsx';
import {toRule} from '../pane/pane-lines.ts';
import {toHelpLines} from './help-lines.ts';

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
