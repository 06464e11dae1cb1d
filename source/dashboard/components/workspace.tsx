import {Box} from 'ink';
import type {ReactNode} from 'react';
import {toKeyContext} from '../keys/handle-key.ts';
import type {Line} from '../line.ts';
import {toHeaderLines} from '../lines/header-lines.ts';
import {toRule} from '../lines/pane-lines.ts';
import {countAskingTheSame} from '../selectors/asking.ts';
import {selectHeaderHeight, selectSummary} from '../selectors/header.ts';
import {selectFooterHeight} from '../selectors/layout.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {AppProps} from './app.tsx';
import {Body} from './body.tsx';
import {toKeyLine, toStatusLines} from './footer-lines.ts';
import {Help} from './help.tsx';
import {Lines} from './lines.tsx';
import {MessageScreen} from './message-screen.tsx';

type Props = AppProps & {
	readonly state: DashboardState;
	/** Shown instead of table and pane. */
	readonly message: readonly Line[] | undefined;
};

/** Header, body and footer: the screen of every terminal that is large enough. */
export function Workspace({state, message, ...app}: Props): ReactNode {
	const {size, fleet, now, ui, connection} = state;
	const {columns} = size;
	const {glyphs} = app.theme;
	const headerHeight = selectHeaderHeight(state);
	const footerHeight = selectFooterHeight(state);
	const bodyHeight = size.rows - headerHeight - footerHeight;
	const context = toKeyContext(state, app);
	// Under a message about the connection there is no help.
	const help = connection.kind === 'connected' ? context.help : undefined;

	return (
		<Box flexDirection="column" width={columns} height={size.rows}>
			<Lines
				lines={toHeaderLines({fleet, summary: selectSummary(fleet), now, theme: app.theme, columns})}
				columns={columns}
				height={headerHeight}
			/>
			{message && !help && (
				<Box flexDirection="column" height={bodyHeight}>
					<Lines lines={[toRule([], [], {columns, glyphs})]} columns={columns} height={1} />
					<MessageScreen size={{columns, rows: bodyHeight - 1}} lines={message} />
				</Box>
			)}
			{help && <Help text={help} ui={ui} columns={columns} />}
			{!message && !help && <Body state={state} context={context} {...app} />}
			<Lines
				lines={[
					...toStatusLines(state, {
						columns,
						glyphs,
						rows: footerHeight - 1,
						sameRequests: countAskingTheSame(context.rows, ui.marks, context.selected),
					}),
					toKeyLine(app.keymap.footer(context), context, {columns, glyphs}),
				]}
				columns={columns}
				height={footerHeight}
			/>
		</Box>
	);
}
