import {memo, type ReactNode} from 'react';
import type {Resources} from '../../../api/client.ts';
import type {Agent} from '../../../core/agent.ts';
import type {EpochMs} from '../../../core/ids.ts';
import type {SizedColumn} from '../../fit-columns.ts';
import {useTheme} from '../../hooks/use-theme.ts';
import {LineView} from '../line/lines.tsx';
import {toRowLine} from './row-line.ts';

type Props = {
	readonly agent: Agent;
	/** Its status in words, and why: what other agents can change. */
	readonly words: string;
	readonly reason: string | undefined;
	readonly resources: Resources | undefined;
	readonly columns: readonly SizedColumn[];
	readonly isSelected: boolean;
	readonly isMarked: boolean;
	/** Stands still for a row that nothing moves in, so that the row is not drawn again. */
	readonly now: EpochMs;
	readonly frame: number;
};

/** One agent of the table; drawn again only if one of its own values changed. */
export const AgentRow = memo(function AgentRow({columns, isSelected, isMarked, ...scene}: Props): ReactNode {
	const theme = useTheme();
	return <LineView line={toRowLine({...scene, theme}, columns, {isSelected, isMarked})} />;
});
