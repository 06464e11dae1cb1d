import {Box, Transform} from 'ink';
import type {ReactNode} from 'react';
import {useTheme} from '../hooks/use-theme.ts';
import {type Line, lineOf} from '../line.ts';
import {dividerColumns} from '../selectors/pane.ts';
import {toStyledText} from './to-styled-text.ts';

type LinesProps = {
	readonly lines: readonly Line[];
	/** Longer lines are cut. */
	readonly columns: number;
	/** Exactly this many lines are drawn: missing ones are blank, surplus ones are left out. */
	readonly height: number;
};

/**
 * A block of lines. Ink measures, wraps and lays out every text for every frame, which is slow. So it gets one blank text of
 * the block's height, which never changes, and the transform puts the lines in its place when it is drawn.
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

/** A vertical rule between two panes. */
export function Divider({rows, glyph}: {readonly rows: number; readonly glyph: string}): ReactNode {
	const line = lineOf(` ${glyph} `, {dim: true});
	return <Lines lines={Array.from({length: rows}, () => line)} columns={dividerColumns} height={rows} />;
}
