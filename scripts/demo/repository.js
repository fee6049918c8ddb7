import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
/** The repository's root, whether this file runs from `scripts` or, compiled, from `dist/scripts`. */
export const repository = rootAbove(import.meta.dirname);
function rootAbove(dir) {
    if (existsSync(join(dir, 'examples', 'connection.json')))
        return dir;
    const parent = dirname(dir);
    if (parent === dir)
        throw new Error('the examples are not there: run this from a checkout of the repository');
    return rootAbove(parent);
}
//# sourceMappingURL=repository.js.map