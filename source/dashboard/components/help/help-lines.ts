import type {Binding} from '../../keys/binding.ts';
import {byGroup} from '../../keys/document.ts';
import {formatKey} from '../../keys/key-name.ts';
import {blank, type Line, lineOf} from '../../line.ts';
import {alignLeft} from '../../text/fit.ts';
import type {Glyphs} from '../../theme.ts';

/** Width of the column of keys. */
const keyColumns = 14;

/** Every key that works on a screen, by group, with a sentence each. */
export function toHelpLines(bindings: readonly Binding[], glyphs: Glyphs): readonly Line[] {
	return byGroup(bindings).flatMap(({group, bindings: own}, index) => [
		...(index === 0 ? [] : [blank]),
		lineOf(` ${group}`, {bold: true}),
		...own.map((binding): Line => {
			const keys = binding.keys.map(key => formatKey(key, glyphs.enter)).join(' ');
			return [{text: `   ${alignLeft(keys, keyColumns)} `, bold: true}, {text: binding.help}];
		}),
	]);
}
