/** Of requests that a page makes. Alone in its file: lessons send it too, and ship no schema. */

/** Header: the id of whom the page was rendered for. In the meantime somebody else may have signed in. */
export const PAGE_OF_HEADER = 'gradus-page-of';
