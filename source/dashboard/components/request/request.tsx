import {Box} from 'ink';
import type {ReactNode} from 'react';
import {useTheme} from '../../hooks/use-theme.ts';
import {fitLine} from '../../line.ts';
import {Lines, LineView} from '../line/lines.tsx';
import {toRule} from '../pane/pane-lines.ts';
import {type RequestScene, toRequestLines, toRequestTitle} from './request-lines.ts';

/** What an agent waits for a person to allow; takes the place of its text. */
export function Request(scene: RequestScene): ReactNode {
	const {glyphs} = useTheme();
	const {columns, height} = scene;

	return (
		<Box flexDirection="column" width={columns} height={height + 1} flexShrink={0}>
			<LineView line={toRule(toRequestTitle(scene), [], {columns, glyphs})} />
			<Lines lines={toRequestLines(scene).map(line => fitLine(line, columns))} columns={columns} height={height} />
		</Box>
	);
}
