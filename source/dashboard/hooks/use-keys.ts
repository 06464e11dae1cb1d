import {useApp, useInput, usePaste, useStdin} from 'ink';
import {useEffect} from 'react';
import type {TerminalOwner} from '../keys/binding.ts';
import {handleKey, handlePaste, type KeyboardOptions} from '../keys/handle-key.ts';
import {handleMouse} from '../keys/handle-mouse.ts';
import {toKeyNames} from '../keys/key-name.ts';
import {listenToMouse} from './listen-to-mouse.ts';

/** Connects keyboard, mouse and paste to the key bindings, and gives `owner` Ink's function that hands over the terminal. */
export function useKeys(props: KeyboardOptions & {readonly owner: TerminalOwner}): void {
	const {store, owner} = props;
	const {suspendTerminal} = useApp();
	const {stdin} = useStdin();

	useEffect(() => {
		owner.suspend = suspendTerminal;
	}, [owner, suspendTerminal]);
	useEffect(() => listenToMouse(stdin, event => owner.isLent || handleMouse(event, props)), [stdin, owner, props]);
	usePaste(text => owner.isLent || handlePaste(text, store));
	useInput((input, key) => {
		for (const name of toKeyNames(input, key)) {
			// One of these keys may have handed the terminal over.
			if (!owner.isLent) {
				handleKey(name, props);
			}
		}
	});
}
