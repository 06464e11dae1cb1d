import type {ReactNode} from 'react';
import {useTheme} from '../hooks/use-theme.ts';
import type {KeyContext} from '../keys/binding.ts';
import {type MenuItem, toMenuItems} from '../keys/menu-items.ts';
import {fitLine, type Line, lineOf, spread} from '../line.ts';
import {toRule} from '../lines/pane-lines.ts';
import {firstVisible} from '../selectors/layout.ts';
import type {MenuKind, Modal} from '../state/ui-state.ts';
import {alignLeft} from '../text/fit.ts';
import type {Glyphs} from '../theme.ts';
import {Lines} from './lines.tsx';

type Props = {
	readonly menu: Extract<Modal, {kind: 'menu'}>;
	readonly context: KeyContext;
	readonly columns: number;
	/** Without the rule. */
	readonly height: number;
};

const titles: Readonly<Record<MenuKind, string>> = {commands: 'Commands', columns: 'Columns', sort: 'Sort by'};

/** A menu in the place of the pane, so that the table shows at once what is chosen. */
export function Menu({menu, context, columns, height}: Props): ReactNode {
	const {glyphs} = useTheme();
	const items = toMenuItems(context, menu.menu, menu.filter);
	const first = firstVisible(menu.index, items.length, height);
	const lines = items
		.slice(first, first + height)
		.map((item, index) => toItemLine(item, first + index === menu.index, {columns, glyphs}));
	const words: Line = [{text: `${titles[menu.menu]}  `, bold: true}, {text: `${menu.filter}${glyphs.cursor}`}];
	const title = toRule(words, lineOf(`${items.length === 0 ? 0 : menu.index + 1}/${items.length}`, {dim: true}), {
		columns,
		glyphs,
	});
	const shown = lines.length > 0 ? lines : [lineOf('  Nothing matches.', {dim: true})];
	return <Lines lines={[title, ...shown]} columns={columns} height={height + 1} />;
}

/** Columns of the title of an item. */
const titleColumns = 16;

function toItemLine(
	{title, help, keys, isOn, disabledReason}: MenuItem,
	isSelected: boolean,
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): Line {
	const isOff = disabledReason !== undefined;
	const left: Line = [
		{text: `${isSelected ? glyphs.selected : ' '}${isOn ? glyphs.marked : ' '} `, bold: true},
		{text: alignLeft(title, titleColumns), ...(isSelected && {inverse: true}), ...(isOff ? {dim: true} : {bold: true})},
		{text: ` ${disabledReason ?? help}`, ...(isOff && {dim: true})},
	];
	return fitLine(spread(left, lineOf(`${keys} `, {dim: true}), columns), columns);
}
