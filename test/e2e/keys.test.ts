import {existsSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {bindings} from '../../source/dashboard/keys/keymap.ts';
import {keyThemes} from './key-themes.ts';

test('every key there is is pressed in the built program, by the tests of its theme', () => {
	const covered = Object.values(keyThemes).flat();
	expect([...covered].sort()).toEqual(bindings.map(({id}) => id).sort());
});

test.for(Object.keys(keyThemes))('the keys of %s have their tests', theme => {
	expect(existsSync(path.join(import.meta.dirname, `keys-${theme}.test.ts`))).toBe(true);
});
