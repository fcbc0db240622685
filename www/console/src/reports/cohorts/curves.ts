/** How tall the curves are; here so that the page knows it without the library that draws. */
export const CURVES_HEIGHT = 260;
