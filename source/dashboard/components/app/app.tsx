import type {ReactNode} from 'react';
import {isLive} from '../../../core/fleet/agent.ts';
import {selectRows} from '../../../core/fleet/selectors.ts';
import {useKeys} from '../../hooks/use-keys.ts';
import {useSelector} from '../../hooks/use-selector.ts';
import {ThemeContext} from '../../hooks/use-theme.ts';
import type {Shell} from '../../keys/binding.ts';
import type {Keymap} from '../../keys/keymap.ts';
import {memoizeLast} from '../../memoize.ts';
import type {TerminalOwner} from '../../outside/shell.ts';
import {smallestSize} from '../../selectors/layout.ts';
import {secondsSince, selectScreen, selectSummary} from '../../selectors/selectors.ts';
import type {DashboardState} from '../../store/dashboard-state.ts';
import type {Store} from '../../store/store.ts';
import {createTheme, type Theme, type ThemeName} from '../../theme.ts';
import {Connecting, Said, toEmptyLines, toGoneLines, toRefusedLines, toTooSmallLines} from '../start/screens.tsx';
import {Workspace} from './workspace.tsx';

export type AppProps = {
	readonly store: Store<DashboardState>;
	readonly keymap: Keymap;
	readonly shell: Shell;
	readonly theme: Theme;
	/** Is told how to give the terminal away. */
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
		return <Said size={size} lines={toTooSmallLines(counts, {size, smallest: smallestSize, theme: props.theme})} />;
	}

	switch (connection.kind) {
		case 'connecting':
			return <Connecting size={size} />;
		case 'gone': {
			const live = Object.values(fleet.agents).filter(isLive).length;
			const lines = toGoneLines(connection, {seconds: secondsSince(connection.since, now), live});
			return <Workspace state={state} {...props} said={lines} />;
		}

		case 'refused':
			return <Workspace state={state} {...props} said={toRefusedLines(connection, size.columns)} />;
		case 'connected':
			return (
				<Workspace
					state={state}
					{...props}
					said={isEmpty(state) ? toEmptyLines(state.fleet.project?.refusedFiles) : undefined}
				/>
			);
	}
}

function isEmpty({fleet}: DashboardState): boolean {
	return selectRows(fleet).length === 0;
}
