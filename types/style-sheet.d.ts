/** A style sheet that a page imports for what it does; the build puts it where it belongs. */
declare module "*.css";
