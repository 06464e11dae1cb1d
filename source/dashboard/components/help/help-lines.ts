import type {Binding} from '../../keys/binding.ts';
import {byGroup} from '../../keys/document.ts';
import {formatKey} from '../../keys/key-name.ts';
import {blank, type Line, lineOf} from '../../line.ts';
import {alignLeft} from '../../text/fit.ts';
import {wrap} from '../../text/wrap.ts';
import type {Glyphs} from '../../theme.ts';

/** Width of the column of keys. */
const keyColumns = 14;

/** Every key that works on a screen, by group, with a sentence each. */
export function toHelpLines(
	bindings: readonly Binding[],
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): readonly Line[] {
	return byGroup(bindings).flatMap(({group, bindings: own}, index) => [
		...(index === 0 ? [] : [blank]),
		lineOf(` ${group}`, {bold: true}),
		...own.flatMap(binding => {
			const keys = binding.keys.map(key => formatKey(key, glyphs.enter)).join(' ');
			return wrap(binding.help, columns - keyColumns - 5).map(
				(line, row): Line => [{text: `   ${alignLeft(row === 0 ? keys : '', keyColumns)} `, bold: true}, {text: line}],
			);
		}),
	]);
}
