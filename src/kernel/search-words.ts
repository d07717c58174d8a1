/** How many of each kind a search shows at once. */
export const SHOWN = 8;
