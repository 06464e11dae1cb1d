import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestProject} from './project.ts';

/** A pager and an editor that a person could have chosen: scripts that keep what they were given. */
export type PagerAndEditor = {
	/** `PAGER` and `EDITOR`, for the dashboard's environment. */
	readonly env: NodeJS.ProcessEnv;
	/** What the pager was given on its standard input last; nothing until then. */
	paged(): string;
};

/** The editor adds this line to what it edits. */
export const editedLine = 'Added in the editor.';

/** Puts the scripts beside the project's socket, where git does not see them. */
export function createPagerAndEditor(project: TestProject): PagerAndEditor {
	const file = (name: string) => path.join(project.root, '.sock', name);
	const script = (name: string, command: string) => {
		writeFileSync(file(name), `#!/bin/sh\n${command}\n`);
		chmodSync(file(name), 0o755);
		return file(name);
	};

	return {
		env: {
			PAGER: script('pager', `cat > "${file('paged')}.new" && mv "${file('paged')}.new" "${file('paged')}"`),
			EDITOR: `${script('editor', `printf '%s\\n' "$1" >> "$2"`)} '${editedLine}'`,
		},
		paged: () => (existsSync(file('paged')) ? readFileSync(file('paged'), 'utf8') : ''),
	};
}
