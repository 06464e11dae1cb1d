import type {ReactNode} from 'react';
import {useTheme} from '../../hooks/use-theme.ts';
import {Lines} from '../line/lines.tsx';
import {type HeaderScene, toHeaderLines} from './header-lines.ts';

type Props = Omit<HeaderScene, 'theme'> & {readonly height: number};

/** The first lines of the screen: does anybody need me, is anything wrong, what does it cost. */
export function Header({height, ...scene}: Props): ReactNode {
	return <Lines lines={toHeaderLines({...scene, theme: useTheme()})} columns={scene.columns} height={height} />;
}
