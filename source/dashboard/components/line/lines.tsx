import {Box, Text} from 'ink';
import {memo, type ReactNode} from 'react';
import {useTheme} from '../../hooks/use-theme.ts';
import {type Line, mergeAlike, type Span} from '../../line.ts';
import {toAscii} from '../../theme.ts';

type LineProps = {readonly line: Line};

/** One line of the screen; what is too long for its box is cut. An empty text would take no line at all. */
export const LineView = memo(function LineView({line}: LineProps): ReactNode {
	const {colors, glyphs} = useTheme();

	return (
		<Text wrap="truncate-end">
			{line.every(({text}) => text === '')
				? ' '
				: mergeAlike(line).map((span, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place.
						<Text key={index} {...toProps(span)} color={span.tone && colors[span.tone]}>
							{glyphs.isAscii ? toAscii(span.text) : span.text}
						</Text>
					))}
		</Text>
	);
});

type LinesProps = {
	readonly lines: readonly Line[];
	readonly columns: number;
	/** Exactly this many lines: what is missing is blank, what is too much is cut off. */
	readonly height: number;
};

/** A block of lines. */
export function Lines({lines, columns, height}: LinesProps): ReactNode {
	return (
		<Box flexDirection="column" width={columns} height={height} flexShrink={0} overflow="hidden">
			{lines.slice(0, height).map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line is the place where it stands.
				<LineView key={index} line={line} />
			))}
		</Box>
	);
}

function toProps({bold, dim, italic, underline, inverse}: Span) {
	return {
		...(bold && {bold}),
		...(dim && {dimColor: true}),
		...(italic && {italic}),
		...(underline && {underline}),
		...(inverse && {inverse}),
	};
}
