import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestProject} from './project.ts';

/** A fake pager and editor: scripts that store their input. */
export type PagerAndEditor = {
	/** `PAGER`, `EDITOR` and `SHELL`, for the dashboard's environment. */
	readonly env: NodeJS.ProcessEnv;
	/** The last input of the pager; empty if it has not run. */
	paged(): string;
};

/** The editor adds this line to what it edits. */
export const editedLine = 'Added in the editor.';

/** Writes the scripts beside the project's socket, which git ignores. */
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
			// It waits for a line, so that what the dashboard printed before it can be read.
			SHELL: script('my-shell', 'read line'),
			EDITOR: `${script('editor', `printf '%s\\n' "$1" >> "$2"`)} '${editedLine}'`,
		},
		paged: () => (existsSync(file('paged')) ? readFileSync(file('paged'), 'utf8') : ''),
	};
}
