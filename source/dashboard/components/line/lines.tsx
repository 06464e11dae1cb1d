import {Box, Transform} from 'ink';
import type {ReactNode} from 'react';
import {useTheme} from '../../hooks/use-theme.ts';
import type {Line} from '../../line.ts';
import {toStyledText} from './to-styled-text.ts';

type LinesProps = {
	readonly lines: readonly Line[];
	/** What is longer is cut. */
	readonly columns: number;
	/** Exactly this many lines: what is missing is blank, what is too much is left out. */
	readonly height: number;
};

/**
 * A block of lines. Ink would measure, wrap and lay out each of them anew for every frame; what it gets here is one blank
 * text of their height, which never changes, and the lines themselves are put in its place when it is drawn.
 */
export function Lines({lines, columns, height}: LinesProps): ReactNode {
	const theme = useTheme();

	return (
		<Box width={columns} height={height} flexShrink={0}>
			<Transform transform={(_, index) => toStyledText(lines[index] ?? [], columns, theme)}>
				{blankText(height)}
			</Transform>
		</Box>
	);
}

function blankText(height: number): string {
	return Array.from({length: height}, () => ' ').join('\n');
}
