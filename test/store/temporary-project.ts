import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {openStore} from '../../source/store/open-store.ts';
import type {Repairs, Store} from '../../source/store/store.ts';

/** An empty folder that is gone after the test, however it ends. */
export function temporaryProject(): string {
	const root = mkdtempSync(path.join(tmpdir(), 'towline-store-'));
	onTestFinished(() => rmSync(root, {recursive: true, force: true}));
	return root;
}

/** Opens a project's store until the test ends; closing it before is fine. */
export function openedStore(root: string): {readonly store: Store; readonly repairs: Repairs} {
	const opened = openStore({root});
	onTestFinished(() => opened.store.close());
	return opened;
}
