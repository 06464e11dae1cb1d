import {Box} from 'ink';
import type {ReactNode} from 'react';
import {toKeyContext} from '../../keys/dispatch.ts';
import type {Line} from '../../line.ts';
import {selectHeaderLines, selectSummary} from '../../selectors/selectors.ts';
import type {DashboardState} from '../../store/dashboard-state.ts';
import {Footer} from '../footer/footer.tsx';
import {toKeyLine, toStatusLine} from '../footer/footer-lines.ts';
import {Header} from '../header/header.tsx';
import {Help} from '../help/help.tsx';
import {Lines} from '../line/lines.tsx';
import {toRule} from '../pane/pane-lines.ts';
import {Said} from '../start/screens.tsx';
import type {AppProps} from './app.tsx';
import {Body} from './body.tsx';

type Props = AppProps & {
	readonly state: DashboardState;
	/** Takes the place of table and pane. */
	readonly said: readonly Line[] | undefined;
};

/** Header, body and footer: every screen that is large enough has them. */
export function Workspace({state, said, ...app}: Props): ReactNode {
	const {size, fleet, now, ui} = state;
	const {columns} = size;
	const {glyphs} = app.theme;
	const headerLines = selectHeaderLines(state);
	const bodyLines = size.rows - headerLines - 2;
	const context = toKeyContext(state, app);
	const isHelp = context.screen === 'help';

	return (
		<Box flexDirection="column" width={columns} height={size.rows}>
			<Header fleet={fleet} summary={selectSummary(fleet)} now={now} columns={columns} height={headerLines} />
			{said && !isHelp && (
				<Box flexDirection="column" height={bodyLines}>
					<Lines lines={[toRule([], [], {columns, glyphs})]} columns={columns} height={1} />
					<Said size={{columns, rows: bodyLines - 1}} lines={said} />
				</Box>
			)}
			{ui.modal?.kind === 'help' && isHelp && (
				<Help bindings={helpOf(state, app)} top={ui.modal.top} columns={columns} height={bodyLines} />
			)}
			{!said && !isHelp && <Body state={state} context={context} {...app} />}
			<Footer
				status={toStatusLine(ui, columns, glyphs)}
				keys={toKeyLine(app.keymap.footer(context), context, {columns, glyphs})}
				columns={columns}
			/>
		</Box>
	);
}

/** The keys of the screen that the help was opened from. */
function helpOf(state: DashboardState, {keymap, ...app}: AppProps) {
	const {screen} = toKeyContext({...state, ui: {...state.ui, modal: undefined}}, app);
	return keymap.bindings.filter(({screens}) => screens.includes(screen));
}
