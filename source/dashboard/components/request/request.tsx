import type {ReactNode} from 'react';
import {useTheme} from '../../hooks/use-theme.ts';
import {Lines} from '../line/lines.tsx';
import {toRule} from '../pane/pane-lines.ts';
import {type RequestScene, toRequestLines, toRequestTitle} from './request-lines.ts';

/** What an agent waits for a person to allow; takes the place of its text. */
export function Request(scene: RequestScene): ReactNode {
	const {glyphs} = useTheme();
	const {columns, height} = scene;
	const title = toRule(toRequestTitle(scene), [], {columns, glyphs});
	return <Lines lines={[title, ...toRequestLines(scene)]} columns={columns} height={height + 1} />;
}
