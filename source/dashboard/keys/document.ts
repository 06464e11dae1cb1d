import type {Binding, KeyGroup} from './binding.ts';
import {formatKey} from './key-name.ts';

const groups: readonly KeyGroup[] = ['Move', 'Agents', 'Answer', 'Read', 'Table', 'Towline'];

/** Bindings by group, in the order of the help; groups with none are left out. */
export function byGroup(bindings: readonly Binding[]): readonly {
	readonly group: KeyGroup;
	readonly bindings: readonly Binding[];
}[] {
	return groups
		.map(group => ({group, bindings: bindings.filter(binding => binding.group === group)}))
		.filter(({bindings: own}) => own.length > 0);
}

/** docs/keys.md, made from the keys themselves. */
export function toKeysDocument(bindings: readonly Binding[]): string {
	const sections = byGroup(bindings).map(({group, bindings: own}) =>
		[
			`## ${group}`,
			'',
			'| key | id | does |',
			'|---|---|---|',
			...own.map(
				({id, keys, help}) => `| ${keys.map(key => `\`${formatKey(key, 'Enter')}\``).join(' ')} | ${id} | ${help} |`,
			),
		].join('\n'),
	);

	return `# Keys

Generated from \`source/dashboard/keys/\`; do not edit. The footer shows the keys that work on the selected row now, \`?\`
those of the screen. A key that cannot work says why when it is pressed. Your
own keys go by these ids: see [configuration.md](configuration.md#your-own-preferences).

${sections.join('\n\n')}
`;
}
