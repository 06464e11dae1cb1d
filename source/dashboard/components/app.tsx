import type {ReactNode} from 'react';
import {isLive} from '../../core/fleet/agent.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {useKeys} from '../hooks/use-keys.ts';
import {useSelector} from '../hooks/use-selector.ts';
import {ThemeContext} from '../hooks/use-theme.ts';
import type {Shell, TerminalOwner} from '../keys/binding.ts';
import type {Keymap} from '../keys/keymap.ts';
import {toEmptyLines, toGoneLines, toRefusedLines, toTooSmallLines} from '../lines/message-lines.ts';
import {memoizeLast} from '../memoize.ts';
import {selectSummary} from '../selectors/header.ts';
import {smallestSize} from '../selectors/layout.ts';
import {selectScreen} from '../selectors/screen.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import {createTheme, type Theme, type ThemeName} from '../theme.ts';
import {Connecting, MessageScreen} from './message-screen.tsx';
import {Workspace} from './workspace.tsx';

export type AppProps = {
	readonly store: Store<DashboardState>;
	readonly keymap: Keymap;
	readonly shell: Shell;
	readonly theme: Theme;
	/** Gets Ink's function that hands the terminal to another program. */
	readonly owner: TerminalOwner;
};

/** The dashboard: keys in, one of the screens out. */
export function App(props: AppProps): ReactNode {
	useKeys(props);
	const state = useSelector(props.store, current => current);
	const theme = themeOf(props.theme, state.ui.theme);

	return <ThemeContext value={theme}>{toScreen(state, {...props, theme})}</ThemeContext>;
}

/** The theme that was chosen by key, or the one that the environment asks for. */
const themeOf = memoizeLast((theme: Theme, chosen: ThemeName | undefined) =>
	chosen === undefined ? theme : createTheme(chosen, theme.glyphs),
);

function toScreen(state: DashboardState, props: AppProps): ReactNode {
	const {size, fleet, connection, now} = state;

	if (selectScreen(state) === 'too-small') {
		const {counts} = selectSummary(fleet);
		return (
			<MessageScreen size={size} lines={toTooSmallLines(counts, {size, smallest: smallestSize, theme: props.theme})} />
		);
	}

	switch (connection.kind) {
		case 'connecting':
			return <Connecting size={size} />;
		case 'gone': {
			const live = Object.values(fleet.agents).filter(isLive).length;
			const lines = toGoneLines(connection, {seconds: secondsSince(connection.since, now), live});
			return <Workspace state={state} {...props} message={lines} />;
		}

		case 'refused':
			return <Workspace state={state} {...props} message={toRefusedLines(connection, size.columns)} />;
		case 'connected':
			return (
				<Workspace
					state={state}
					{...props}
					message={isEmpty(state) ? toEmptyLines(state.fleet.project?.refusedFiles) : undefined}
				/>
			);
	}
}

function isEmpty({fleet}: DashboardState): boolean {
	return selectRows(fleet).length === 0;
}

function secondsSince(since: EpochMs, now: EpochMs): number {
	return Math.max(0, Math.floor((now - since) / 1000));
}
