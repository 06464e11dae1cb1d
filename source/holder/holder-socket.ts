import {socketPathOf} from '../api/socket-path.ts';

/** Where the holder of a project on this machine listens: beside its supervisor. */
export function holderSocketOf(root: string, env: Readonly<Record<string, string | undefined>>): string {
	return toHolderSocket(socketPathOf(root, env));
}

/** The same, from the supervisor's socket. */
export function toHolderSocket(supervisorSocket: string): string {
	return `${supervisorSocket.replace(/\.sock$/, '')}.hold`;
}
