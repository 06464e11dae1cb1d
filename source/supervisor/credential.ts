import {createHash} from 'node:crypto';
import type {Environment, Runtime} from '../runtimes/runtime.ts';

/** How much of the hash names a token: enough to tell a person's tokens apart. In hexadecimal digits. */
const hashLength = 8;

/**
 * Names the login that these variables select: the folder of the login, or `#` and a hash for a token or key. `undefined` if they
 * select none. The secret itself is never part of the name, which is stored and shown.
 */
export function credentialOf(runtime: Pick<Runtime, 'loginOf'>, env: Environment): string | undefined {
	const login = runtime.loginOf(env);
	return login?.kind === 'secret'
		? `#${createHash('sha256').update(login.secret).digest('hex').slice(0, hashLength)}`
		: login?.folder;
}
