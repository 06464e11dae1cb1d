import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {toKeysDocument} from '../../../source/dashboard/keys/document.ts';
import {bindings, createKeymap, findConflicts} from '../../../source/dashboard/keys/keymap.ts';

test('no key has two meanings on one screen', () => {
	expect(findConflicts(bindings)).toEqual([]);
});

test('every key has a name of its own', () => {
	const ids = bindings.map(({id}) => id);
	expect(new Set(ids).size).toBe(ids.length);
});

test('docs/keys.md is what the keys say; UPDATE=1 writes it', () => {
	const file = path.resolve(import.meta.dirname, '../../../docs/keys.md');
	const text = toKeysDocument(bindings);

	if (process.env.UPDATE) {
		writeFileSync(file, text);
	}

	expect(readFileSync(file, 'utf8')).toBe(text);
});

test('a person can give a key of their own', () => {
	const keymap = createKeymap({kill: ['D']});
	expect(keymap.find('main', 'D')?.id).toBe('kill');
	expect(keymap.find('main', 'x')).toBeUndefined();
});

test('own keys that would give one key two meanings are refused with the reason, and none is taken', () => {
	const keymap = createKeymap({kill: ['j']});
	expect(keymap.conflicts[0]).toBe('on screen main, j is bound to both down and kill');
	expect(keymap.find('main', 'x')?.id).toBe('kill');
});

test('own keys for something that does not exist are refused', () => {
	expect(createKeymap({explode: ['b']}).conflicts).toEqual(['no key binding is called explode']);
});
