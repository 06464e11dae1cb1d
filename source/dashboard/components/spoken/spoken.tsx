import {Box, Static, Text} from 'ink';
import type {ReactNode} from 'react';
import {useKeys} from '../../hooks/use-keys.ts';
import {useSelector} from '../../hooks/use-selector.ts';
import {formatKey} from '../../keys/key-name.ts';
import {toKeyContext} from '../../press.ts';
import type {Store} from '../../store/store.ts';
import {type SpokenLine, toSentence} from '../../telling/spoken.ts';
import {sanitizeForCell} from '../../text/sanitize-for-cell.ts';
import type {AppProps} from '../app/app.tsx';
import {toStatusLine} from '../footer/footer-lines.ts';

type Props = AppProps & {readonly log: Store<readonly SpokenLine[]>};

/** The dashboard for screen readers: every change is a line, and below them stands what is selected and which keys work. */
export function Spoken({log, ...app}: Props): ReactNode {
	useKeys(app);
	const state = useSelector(app.store, current => current);
	const said = useSelector(log, lines => lines);
	const context = toKeyContext(state, app);
	const {selected, request} = context;
	const message = toStatusLine(state.ui, 200, app.theme.glyphs)
		.map(({text}) => text)
		.join('')
		.trim();
	const keys = app.keymap
		.footer(context)
		.map(binding => `${formatKey(binding.keys[0] ?? '', 'Enter')} ${binding.label?.(context) ?? binding.title}`);

	return (
		<Box flexDirection="column">
			<Static items={[...said]}>{line => <Text key={line.id}>{line.text}</Text>}</Static>
			<Text>{selected ? `Selected ${toSentence(selected, state.fleet, state.now)}` : 'No stories.'}</Text>
			{request && <Text>{`${sanitizeForCell(request.tool)} asks for ${sanitizeForCell(request.summary)}`}</Text>}
			{message !== '' && <Text>{message}</Text>}
			<Text>{`Keys: ${keys.join(', ')}`}</Text>
		</Box>
	);
}
