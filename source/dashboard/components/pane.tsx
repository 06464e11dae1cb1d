import type {ReactNode} from 'react';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {EpochMs} from '../../core/ids.ts';
import {useTheme} from '../hooks/use-theme.ts';
import {toNothingYet, toPaneTitle} from '../lines/pane-lines.ts';
import {cutPane, following, type PaneText} from '../pane/scroll.ts';
import {highlight, matchesOf, startIn} from '../pane/search.ts';
import type {UiState} from '../state/ui-state.ts';
import {Lines} from './lines.tsx';

type Props = {
	readonly agent: Agent;
	readonly fleet: Fleet;
	readonly text: PaneText;
	readonly ui: UiState;
	/** The focused pane; keys go to it, and only it scrolls. */
	readonly isActive: boolean;
	/** It is below a request, which names the agent. */
	readonly isTail: boolean;
	readonly now: EpochMs;
};

/** What one agent thinks, says and does: the lines in view, below a rule that names it. */
export function Pane({agent, fleet, text, ui, isActive, isTail, now}: Props): ReactNode {
	const {glyphs} = useTheme();
	const {columns} = text;
	const cut = cutPane(text, isActive ? ui.scroll : following);
	const lines =
		cut.lines.length > 0 || isBeingRead(agent, text) ? cut.lines : toNothingYet(agent, {fleet, now, columns});

	const matches = matchesOf(text, ui.search);
	const current = isActive ? ui.match : undefined;
	const title = toPaneTitle(agent, cut, {columns, glyphs, ui, isActive, isTail, matches});
	const shown = lines
		.slice(0, text.height)
		.map((line, index) => highlight(line, ui.search, startIn(current, cut.anchors[index])));

	return <Lines lines={[title, ...shown]} columns={columns} height={text.height + 1} />;
}

/** Whether the transcript is still being read; until then the pane stays blank. */
function isBeingRead({attempts}: Agent, {isRead}: PaneText): boolean {
	return attempts > 0 && !isRead;
}
