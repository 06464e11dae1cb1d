import {Box, Static, Text} from 'ink';
import type {ReactNode} from 'react';
import {useKeys} from '../hooks/use-keys.ts';
import {useSelector} from '../hooks/use-selector.ts';
import type {KeyContext} from '../keys/binding.ts';
import {toKeyContext} from '../keys/handle-key.ts';
import {formatKey} from '../keys/key-name.ts';
import {toWhyLines} from '../lines/why-lines.ts';
import {type Announcement, toSentence} from '../notify/announcement.ts';
import {cutPane} from '../pane/scroll.ts';
import {toText} from '../pane/search.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import type {AppProps} from './app.tsx';
import {toStatusLine} from './footer-lines.ts';

type Props = AppProps & {readonly log: Store<readonly Announcement[]>};

/** Lines of the transcript that Enter prints; the pager shows all of it. */
const latestLines = 10;

/** What the keys w, ? and Enter open, in lines. */
function toDetails(
	state: DashboardState,
	{screen, selected, pane, help}: KeyContext,
	{keymap, theme}: Pick<AppProps, 'keymap' | 'theme'>,
): readonly string[] {
	const {view} = state.ui;

	if (help) {
		return keymap.bindings
			.filter(({screens}) => screens.includes('main'))
			.map(({keys, help}) => `${keys.map(key => formatKey(key, 'Enter')).join(', ')}: ${help}`);
	}

	if (view === 'why' && selected) {
		return toWhyLines({agent: selected, fleet: state.fleet, now: state.now, columns: state.size.columns}, theme.glyphs)
			.map(line => toText(line).trim())
			.filter(line => line !== '');
	}

	return view === 'zoom' && pane && screen !== 'input'
		? cutPane({...pane, height: latestLines}, state.ui.scroll).lines.map(line => toText(line).trim())
		: [];
}

/** The dashboard for screen readers: a line for every change, then the selected agent and the keys that work. */
export function Announcements({log, ...app}: Props): ReactNode {
	useKeys(app);
	const state = useSelector(app.store, current => current);
	const announced = useSelector(log, lines => lines);
	const context = toKeyContext(state, app);
	const {selected, request} = context;
	const details = toDetails(state, context, app);
	const message = toStatusLine(state, {columns: 200, glyphs: app.theme.glyphs})
		.map(({text}) => text)
		.join('')
		.trim();
	const keys = app.keymap
		.footer(context)
		.map(binding => `${formatKey(binding.keys[0] ?? '', 'Enter')} ${binding.label?.(context) ?? binding.title}`);

	return (
		<Box flexDirection="column">
			<Static items={[...announced]}>{line => <Text key={line.id}>{line.text}</Text>}</Static>
			<Text>{selected ? `Selected ${toSentence(selected, state.fleet, state.now)}` : 'No stories.'}</Text>
			{request && <Text>{`${sanitizeForCell(request.tool)} asks for ${sanitizeForCell(request.summary)}`}</Text>}
			{details.length > 0 && <Text>{details.join('\n')}</Text>}
			{message !== '' && <Text>{message}</Text>}
			<Text>{`Keys: ${keys.join(', ')}`}</Text>
		</Box>
	);
}
