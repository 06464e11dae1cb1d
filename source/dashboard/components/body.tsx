import {Box} from 'ink';
import type {ReactNode} from 'react';
import type {Agent} from '../../core/fleet/agent.ts';
import {traitsOf} from '../../core/fleet/status.ts';
import type {KeyContext} from '../keys/binding.ts';
import {join, type Line} from '../line.ts';
import {toRule} from '../lines/pane-lines.ts';
import {hiddenRows, selectLayout} from '../selectors/layout.ts';
import {selectOtherPanes, selectPaneText} from '../selectors/pane.ts';
import {selectTableColumns} from '../selectors/table-columns.ts';
import {selectSelectedLine, selectTableLines, type TableLine} from '../selectors/table-lines.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {type Glyphs, lookOf} from '../theme.ts';
import {AgentTable} from './agent-table.tsx';
import {AgentView} from './agent-view.tsx';
import type {AppProps} from './app.tsx';
import {Divider, Lines} from './lines.tsx';
import {Pane} from './pane.tsx';

/** What the body and its parts are drawn from. */
export type BodyProps = AppProps & {readonly state: DashboardState; readonly context: KeyContext};

/** Between header and footer: the table with the pane below or beside it, or the zoomed pane alone. */
export function Body(props: BodyProps): ReactNode {
	const {state, theme} = props;
	const layout = selectLayout(state);
	const {columns} = state.size;
	const top = <Lines lines={[toTableRule(props)]} columns={columns} height={1} />;

	switch (layout.kind) {
		case 'too-small':
			return null;
		case 'zoomed':
			return <AgentView {...props} columns={columns} rows={layout.pane.rows} />;
		case 'stacked':
			return (
				<>
					{top}
					<Table {...props} columns={columns} rows={layout.table.rows} />
					{layout.pane.rows > 0 && <AgentView {...props} columns={columns} rows={layout.pane.rows} />}
					<OtherPanes {...props} />
				</>
			);
		case 'beside':
			return (
				<>
					{top}
					<Box width={columns} height={layout.table.rows + 1}>
						<Table {...props} columns={layout.table.columns} rows={layout.table.rows} />
						<Divider rows={layout.table.rows + 1} glyph={theme.glyphs.divider} />
						<Box flexDirection="column">
							<AgentView {...props} columns={layout.pane.columns} rows={layout.pane.rows} />
							<OtherPanes {...props} />
						</Box>
					</Box>
				</>
			);
	}
}

/** The other agents that work, one below the other; each pane follows its text. */
function OtherPanes({state, theme}: BodyProps): ReactNode {
	const {fleet, ui, now} = state;
	return selectOtherPanes(state).agents.map(agent => {
		const text = selectPaneText(state, theme.glyphs, agent);
		const props = {agent, fleet, ui, now, isActive: false, isTail: false};
		return text && <Pane key={agent.id} {...props} text={text} />;
	});
}

/** The rule above the table, with the number of rows out of sight above and below. */
function toTableRule({state, theme: {glyphs}}: BodyProps): Line {
	const layout = selectLayout(state);
	const {columns} = state.size;

	if (layout.kind !== 'stacked' && layout.kind !== 'beside') {
		return toRule([], [], {columns, glyphs});
	}

	const lines = selectTableLines(state);
	const {above, below} = hiddenRows(selectSelectedLine(state), lines.length, layout.table.rows);
	// A heading out of sight is no row.
	const rowsAbove = agentsOf(lines.slice(0, above));
	const rowsBelow = agentsOf(lines.slice(lines.length - below));
	const parts = [
		...(rowsAbove.length > 0 ? [toHidden(glyphs.above, rowsAbove, glyphs)] : []),
		...(rowsBelow.length > 0 ? [toHidden(glyphs.below, rowsBelow, glyphs)] : []),
	];
	const more = parts.length === 0 ? [] : [...join(parts, '  '), {text: ' more', dim: true}];
	return toRule([], more, {columns, glyphs});
}

function agentsOf(lines: readonly TableLine[]): readonly Agent[] {
	return lines.flatMap(line => (line.kind === 'row' ? [line.agent] : []));
}

/** How many rows are out of sight there, and how many of them wait for an answer. */
function toHidden(direction: string, hidden: readonly Agent[], {status}: Glyphs): Line {
	const waiting = hidden.filter(agent => traitsOf(agent).needsPerson === 'always').length;
	return [
		{text: `${direction} ${hidden.length}`, dim: true},
		...(waiting === 0 ? [] : [{text: ' '}, {text: `${status['needs-input']} ${waiting}`, ...lookOf('needs-input')}]),
	];
}

type TableProps = BodyProps & {readonly columns: number; readonly rows: number};

function Table({state, context, columns, rows}: TableProps): ReactNode {
	const {fleet, ui, now, frame} = state;
	return (
		<AgentTable
			lines={selectTableLines(state)}
			selectedLine={selectSelectedLine(state)}
			fleet={fleet}
			selected={context.selected?.id}
			marks={ui.marks}
			sort={ui.sort}
			columns={selectTableColumns(state)}
			resources={state.resources}
			size={{columns, rows}}
			now={now}
			frame={frame}
			emptyText={ui.filter === '' && ui.quickView === 'all' ? 'No stories.' : 'No rows match. Press Esc to show all.'}
		/>
	);
}
