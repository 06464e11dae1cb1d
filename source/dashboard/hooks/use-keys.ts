import {useApp, useInput, usePaste} from 'ink';
import {useEffect} from 'react';
import type {AppProps} from '../components/app/app.tsx';
import {pasteText, press} from '../keys/dispatch.ts';
import {toKeyNames} from '../keys/key-name.ts';

/** Takes the keyboard: keys do what the map says, pasted text is text. Tells the owner how to give the terminal away. */
export function useKeys(props: AppProps): void {
	const {store, owner} = props;
	const {suspendTerminal} = useApp();

	useEffect(() => {
		owner.suspend = suspendTerminal;
	}, [owner, suspendTerminal]);
	usePaste(text => pasteText(text, store));
	useInput((input, key) => {
		for (const name of toKeyNames(input, key)) {
			press(name, props);
		}
	});
}
