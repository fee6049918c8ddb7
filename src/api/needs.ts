import { SetMetadata } from '@nestjs/common';
import type { Permission } from '../core/access/role.ts';

export const NEEDS = 'plumbline:needs';

/** What a caller must be allowed to do for this route. A route that does not say is closed to everybody. */
export const Needs = (permission: Permission): MethodDecorator => SetMetadata(NEEDS, permission);
