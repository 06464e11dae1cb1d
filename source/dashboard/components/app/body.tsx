import {Box} from 'ink';
import type {ReactNode} from 'react';
import {type KeyContext, requestScreens} from '../../keys/binding.ts';
import {type Line, lineOf} from '../../line.ts';
import {hiddenRows} from '../../selectors/layout.ts';
import {
	dividerColumns,
	selectLayout,
	selectPaneText,
	selectReaders,
	selectRequestLines,
	selectTailLines,
} from '../../selectors/selectors.ts';
import type {DashboardState} from '../../store/dashboard-state.ts';
import {isGuarded} from '../../store/request-guard.ts';
import {AgentTable} from '../agent-table/agent-table.tsx';
import {Diff} from '../diff/diff.tsx';
import {toKeyLine} from '../footer/footer-lines.ts';
import {Lines} from '../line/lines.tsx';
import {Pane} from '../pane/pane.tsx';
import {toRule} from '../pane/pane-lines.ts';
import {Request} from '../request/request.tsx';
import {Why} from '../why/why.tsx';
import type {AppProps} from './app.tsx';

type Props = AppProps & {readonly state: DashboardState; readonly context: KeyContext};

/** Between header and footer: table and pane, below or beside each other, or one agent alone. */
export function Body(props: Props): ReactNode {
	const {state, theme} = props;
	const layout = selectLayout(state);
	const {columns} = state.size;
	const top = <Lines lines={[toTableRule(props)]} columns={columns} height={1} />;

	switch (layout.kind) {
		case 'too-small':
			return null;
		case 'zoomed':
			return <Reader {...props} columns={columns} rows={layout.pane.rows} />;
		case 'stacked':
			return (
				<>
					{top}
					<Table {...props} columns={columns} rows={layout.table.rows} />
					<Reader {...props} columns={columns} rows={layout.pane.rows} />
				</>
			);
		case 'beside':
			return (
				<>
					{top}
					<Box width={columns} height={layout.table.rows + 1}>
						<Table {...props} columns={layout.table.columns} rows={layout.table.rows} />
						<Divider rows={layout.table.rows + 1} glyph={theme.glyphs.divider} />
						<Reader {...props} columns={layout.pane.columns} rows={layout.pane.rows} />
					</Box>
				</>
			);
	}
}

/** Above the table; says how many rows are out of sight, up and down. */
function toTableRule({state, context: {rows, selected}, theme: {glyphs}}: Props): Line {
	const layout = selectLayout(state);
	const {columns} = state.size;

	if (layout.kind !== 'stacked' && layout.kind !== 'beside') {
		return toRule([], [], {columns, glyphs});
	}

	const index = Math.max(
		0,
		rows.findIndex(({id}) => id === selected?.id),
	);
	const {above, below} = hiddenRows(index, rows.length, layout.table.rows);
	const parts = [
		...(above > 0 ? [`${glyphs.above} ${above}`] : []),
		...(below > 0 ? [`${glyphs.below} ${below}`] : []),
	];
	const more = parts.length === 0 ? [] : lineOf(`${parts.join('  ')} more`, {dim: true});
	return toRule([], more, {columns, glyphs});
}

type Area = Props & {readonly columns: number; readonly rows: number};

function Table({state, context, columns, rows}: Area): ReactNode {
	const {fleet, ui, now, frame} = state;
	return (
		<AgentTable
			rows={context.rows}
			fleet={fleet}
			selected={context.selected?.id}
			marks={ui.marks}
			sort={ui.sort}
			columns={ui.columns}
			isBeside={columns < state.size.columns}
			resources={state.resources}
			size={{columns, rows}}
			now={now}
			frame={frame}
			emptyText={ui.filter === '' && ui.quickView === 'all' ? 'No stories.' : 'No row matches. Esc shows all.'}
		/>
	);
}

/** The selected agent: its request, why it is so, or its text; zoomed, a request stands below the text. */
function Reader({state, context, columns, rows, ...app}: Area): ReactNode {
	const {fleet, ui, now} = state;
	const {selected, request, pane} = context;

	if (!selected || !pane) {
		// Where nobody is shown its place stays, or else the footer would move up.
		return <Box width={columns} height={rows + 1} flexShrink={0} />;
	}

	if (ui.view === 'why') {
		return <Why agent={selected} fleet={fleet} now={now} top={ui.diffTop} columns={columns} height={rows} />;
	}

	if (ui.view === 'diff') {
		const {diff: document} = context;
		return (
			<Diff agent={selected} read={state.diff} document={document} top={ui.diffTop} columns={columns} height={rows} />
		);
	}

	const asked = request && (
		<Request
			agent={selected}
			request={request}
			now={now}
			root={fleet.project?.root}
			columns={columns}
			answers={answersOf(context, {...app, columns})}
			height={selectRequestLines(state)}
		/>
	);
	const text = selectTailLines(state) > 0 && <Panes state={state} context={context} {...app} />;

	return ui.view === 'main' ? (
		<Box flexDirection="column">
			{asked}
			{text}
		</Box>
	) : (
		<>
			{text}
			{asked}
		</>
	);
}

/** The transcript of the selected agent, or of all that are marked, side by side. */
function Panes({state, context, theme}: Props): ReactNode {
	const {fleet, ui, now} = state;
	const panes = selectReaders(state).flatMap((agent, index) => {
		const isActive = agent.id === context.selected?.id;
		const text = isActive ? context.pane : selectPaneText(state, theme.glyphs, agent);
		return text
			? [
					...(index === 0
						? []
						: [<Divider key={`${agent.id} rule`} rows={text.height + 1} glyph={theme.glyphs.divider} />]),
					<Pane
						key={agent.id}
						agent={agent}
						fleet={fleet}
						text={text}
						ui={ui}
						isActive={isActive}
						isTail={ui.view === 'main' && context.request !== undefined}
						now={now}
					/>,
				]
			: [];
	});
	return <Box>{panes}</Box>;
}

/** The keys that answer; dim while they do not: a text is typed, or the request came this very moment. */
function answersOf(
	context: KeyContext,
	{keymap, theme, columns}: Pick<AppProps, 'keymap' | 'theme'> & {columns: number},
): Line {
	const {state} = context;
	const unguarded = {...context, state: {...state, requestShown: {...state.requestShown, otherGoneAt: undefined}}};
	const answers = keymap.bindings.filter(
		({group, disabledReason}) => group === 'Answer' && disabledReason?.(unguarded) === undefined,
	);
	const line = toKeyLine(answers, context, {columns: columns - 1, glyphs: theme.glyphs});
	const doAnswer = requestScreens.some(screen => screen === context.screen) && !isGuarded(state);
	return [{text: ' '}, ...(doAnswer ? line : line.map(({text}) => ({text, dim: true})))];
}

function Divider({rows, glyph}: {readonly rows: number; readonly glyph: string}): ReactNode {
	const line = lineOf(` ${glyph} `, {dim: true});
	return <Lines lines={Array.from({length: rows}, () => line)} columns={dividerColumns} height={rows} />;
}
