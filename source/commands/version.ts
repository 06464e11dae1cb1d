import packageJson from '../../package.json' with {type: 'json'};

/** The version of the package, printed by `towline --version`. */
export const {version} = packageJson;
