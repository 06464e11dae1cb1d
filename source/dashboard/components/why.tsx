import type {ReactNode} from 'react';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {EpochMs} from '../../core/ids.ts';
import {useTheme} from '../hooks/use-theme.ts';
import {type Line, lineOf} from '../line.ts';
import {storyLabel} from '../lines/agent-words.ts';
import {toRule} from '../lines/pane-lines.ts';
import {toWhyLines} from '../lines/why-lines.ts';
import {Lines} from './lines.tsx';

type Props = {
	readonly agent: Agent;
	readonly fleet: Fleet;
	readonly now: EpochMs;
	/** First line shown; more than there is shows the end. */
	readonly top: number;
	readonly columns: number;
	/** Without the rule. */
	readonly height: number;
};

/** Why an agent is in its state: in a sentence, by the events that led there, and what would move it on. */
export function Why({agent, fleet, now, top, columns, height}: Props): ReactNode {
	const theme = useTheme();
	const words: Line = [
		{text: 'Why ', dim: true},
		{text: storyLabel(agent), bold: true},
	];

	const lines = toWhyLines({agent, fleet, now, columns}, theme.glyphs);
	const first = Math.min(top, Math.max(0, lines.length - height));
	const more = first + height < lines.length ? lineOf(`${theme.glyphs.below} more`, {dim: true}) : [];

	const title = toRule(words, more, {columns, glyphs: theme.glyphs});
	return <Lines lines={[title, ...lines.slice(first)]} columns={columns} height={height + 1} />;
}
