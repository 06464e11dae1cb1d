import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {listConfigKeys} from '../../source/project/config/config-keys.ts';
import {createConfigSchema, defaultPrompt} from '../../source/project/config/config-schema.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
const keys = listConfigKeys(createConfigSchema(['claude-code']));

/** The cells of a key's row. */
function rowOf(name: string): readonly string[] | undefined {
	const row = page.split('\n').find(line => line.startsWith(`| \`${name}\` |`));
	return row?.split('|').map(cell => cell.trim());
}

test.for(keys)('docs/configuration.md describes $name with its default', ({name, default: value}) => {
	const [, , type, shown, meaning] = rowOf(name) ?? [];
	expect(type).toBeTruthy();
	expect(meaning).toBeTruthy();
	expect(shown).toBe(name === 'agent.prompt' ? 'see below' : value === undefined ? 'none' : `\`${value}\``);
});

test('docs/configuration.md describes no key that does not exist', () => {
	const described = [...page.matchAll(/^\| `([a-z]+\.[^`]+)` \|/gm)].map(([, name]) => name);
	expect(described).toEqual(keys.map(key => key.name));
});

test('docs/configuration.md shows the default prompt', () => {
	const indented = defaultPrompt.trimEnd().replace(/^(?=.)/gm, '    ');
	expect(page).toContain(indented);
});
