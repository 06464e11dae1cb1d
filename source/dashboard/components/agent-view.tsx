import {Box} from 'ink';
import type {ReactNode} from 'react';
import {formScreens, type KeyContext, requestScreens} from '../keys/binding.ts';
import type {Line} from '../line.ts';
import {toRule} from '../lines/pane-lines.ts';
import {type RequestData, toRequestLines, toRequestTitle} from '../lines/request-lines.ts';
import {selectPaneText} from '../selectors/pane.ts';
import {isGuarded, selectForm, selectRequestHeight, selectTranscriptHeight} from '../selectors/request.ts';
import {selectPaneAgents} from '../selectors/selection.ts';
import type {Glyphs} from '../theme.ts';
import type {AppProps} from './app.tsx';
import type {BodyProps} from './body.tsx';
import {Diff} from './diff.tsx';
import {Find} from './find.tsx';
import {toKeyLine} from './footer-lines.ts';
import {Divider, Lines} from './lines.tsx';
import {Menu} from './menu.tsx';
import {Pane} from './pane.tsx';
import {Why} from './why.tsx';

type Props = BodyProps & {
	readonly columns: number;
	/** Without the rule. */
	readonly rows: number;
};

/** The selected agent: its request and transcript, its diff, or why it is in its status. Zoomed, the request is at the end. */
export function AgentView({state, context, columns, rows, ...app}: Props): ReactNode {
	const {fleet, ui, now} = state;
	const {selected, request, pane} = context;

	if (ui.modal?.kind === 'menu') {
		return <Menu menu={ui.modal} context={context} columns={columns} height={rows} />;
	}

	if (!selected || !pane) {
		// Without an agent the space stays blank, so that the footer keeps its place.
		return <Box width={columns} height={rows + 1} flexShrink={0} />;
	}

	if (ui.view === 'find') {
		return <Find state={state} columns={columns} height={rows} />;
	}

	if (ui.view === 'why') {
		return <Why agent={selected} fleet={fleet} now={now} top={ui.diffTop} columns={columns} height={rows} />;
	}

	if (ui.view === 'diff') {
		const {diff: document} = context;
		return <Diff agent={selected} read={state.diff} document={document} ui={ui} columns={columns} height={rows} />;
	}

	const asked = request && (
		<Request
			glyphs={app.theme.glyphs}
			request={{
				agent: selected,
				request,
				now,
				root: fleet.project?.root,
				columns,
				answers: answersOf(context, {...app, columns}),
				height: selectRequestHeight(state),
				top: ui.requestTop,
				form: selectForm(state),
			}}
		/>
	);
	const text = selectTranscriptHeight(state) > 0 && <Panes state={state} context={context} {...app} />;

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

/** What an agent asks a person to allow, below a rule that names the agent. */
function Request({request, glyphs}: {readonly request: RequestData; readonly glyphs: Glyphs}): ReactNode {
	const {columns, height} = request;
	const title = toRule(toRequestTitle(request), [], {columns, glyphs});
	return <Lines lines={[title, ...toRequestLines(request)]} columns={columns} height={height + 1} />;
}

/** The transcripts of the agents that have a pane, side by side. */
function Panes({state, context, theme}: BodyProps): ReactNode {
	const {fleet, ui, now} = state;
	const panes = selectPaneAgents(state).flatMap((agent, index) => {
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

/** The keys that answer; dim while they do not work: while text is typed, or just after another request was replaced. */
function answersOf(
	context: KeyContext,
	{keymap, theme, columns}: Pick<AppProps, 'keymap' | 'theme'> & {columns: number},
): Line {
	const {state} = context;
	const unguarded = {...context, state: {...state, requestShown: {...state.requestShown, otherGoneAt: undefined}}};
	const screen = selectForm(state) ? 'question' : 'request';
	const answers = keymap.bindings.filter(
		({group, screens, disabledReason}) =>
			group === 'Answer' && screens.includes(screen) && disabledReason?.(unguarded) === undefined,
	);
	const line = toKeyLine(answers, context, {columns: columns - 1, glyphs: theme.glyphs});
	const isAnswerable =
		[...requestScreens, ...formScreens].some(screen => screen === context.screen) && !isGuarded(state);
	return [{text: ' '}, ...(isAnswerable ? line : line.map(({text}) => ({text, dim: true})))];
}
