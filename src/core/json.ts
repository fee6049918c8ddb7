/** A value that survives JSON unchanged. Big integers and decimals travel as text, instants as ISO 8601. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
