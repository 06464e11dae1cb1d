import type {ReactNode} from 'react';
import type {Line} from '../../line.ts';
import {Lines} from '../line/lines.tsx';

type Props = {
	/** A question, what is typed, or a message. */
	readonly status: Line;
	/** The keys that work now. */
	readonly keys: Line;
	readonly columns: number;
};

/** The last two lines of the screen. */
export function Footer({status, keys, columns}: Props): ReactNode {
	return <Lines lines={[status, keys]} columns={columns} height={2} />;
}
