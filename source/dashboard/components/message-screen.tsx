import {Box, Text} from 'ink';
import Spinner from 'ink-spinner';
import type {ReactNode} from 'react';
import type {Line} from '../line.ts';
import type {Size} from '../state/dashboard-state.ts';
import {Lines} from './lines.tsx';

/** Shown until the supervisor has been found or started. */
export function Connecting({size}: {readonly size: Size}): ReactNode {
	return (
		<Box flexDirection="column" width={size.columns} height={size.rows}>
			<Text> </Text>
			<Text>
				{'   '}
				<Spinner /> Connecting to the supervisor ...
			</Text>
		</Box>
	);
}

type Props = {readonly size: Size; readonly lines: readonly Line[]};

/** A screen of a few sentences: an empty project, a supervisor that is gone or refuses. */
export function MessageScreen({size, lines}: Props): ReactNode {
	return <Lines lines={lines} columns={size.columns} height={size.rows} />;
}
