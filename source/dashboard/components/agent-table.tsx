import type {ReactNode} from 'react';
import type {ResourcesAnswer} from '../../api/client.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {useTheme} from '../hooks/use-theme.ts';
import {lineOf} from '../line.ts';
import {statusWords} from '../lines/agent-words.ts';
import type {SizedColumn} from '../selectors/fit-columns.ts';
import {firstVisible} from '../selectors/layout.ts';
import {resourcesOf} from '../selectors/rows.ts';
import type {TableLine} from '../selectors/table-lines.ts';
import type {Size} from '../state/dashboard-state.ts';
import type {Sort} from '../state/ui-state.ts';
import {Lines} from './lines.tsx';
import {keepRowLine, toTitleLine} from './row-line.ts';

type Props = {
	readonly lines: readonly TableLine[];
	/** The line of the selected row. */
	readonly selectedLine: number;
	readonly fleet: Fleet;
	readonly selected: AgentId | undefined;
	readonly marks: ReadonlySet<AgentId>;
	readonly sort: Sort | undefined;
	readonly columns: readonly SizedColumn[];
	readonly resources: ResourcesAnswer;
	/** Without the titles. */
	readonly size: Size;
	readonly now: EpochMs;
	readonly frame: number;
	/** Shown when there are no rows. */
	readonly emptyText: string;
};

/** The agents that fit, around the selected one. */
export function AgentTable(props: Props): ReactNode {
	const {lines, selectedLine, fleet, selected, marks, sort, columns, resources, size, now, frame, emptyText} = props;
	const theme = useTheme();
	const first = firstVisible(selectedLine, lines.length, size.rows);
	const toLine = (agent: Agent) =>
		keepRowLine(agent, {
			words: statusWords(agent, fleet, now),
			reason: selectReason(agent, fleet, now),
			resources: resourcesOf(agent, resources),
			columns,
			isSelected: agent.id === selected,
			isMarked: marks.has(agent.id),
			// Constant for agents that are not live, so that their line is made only once.
			now: isLive(agent) ? wholeSecond(now) : still,
			frame: isLive(agent) ? frame : 0,
			theme,
		});
	const visible = lines
		.slice(first, first + size.rows)
		.map(line => (line.kind === 'row' ? toLine(line.agent) : lineOf(`${line.label} · ${line.count}`, {bold: true})));
	const shown = lines.length === 0 ? [lineOf(`  ${emptyText}`, {dim: true})] : visible;

	return <Lines lines={[toTitleLine(columns, sort), ...shown]} columns={size.columns} height={size.rows + 1} />;
}

/** Times show whole seconds, so rows change once a second apart from the spinner. */
function wholeSecond(now: EpochMs): EpochMs {
	return (now - (now % 1000)) as EpochMs;
}

const still = 0 as EpochMs;
