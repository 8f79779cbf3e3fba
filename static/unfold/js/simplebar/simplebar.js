/* Scrollbars are the browser's own. This takes the place of the library that draws others in the
   admin, which measured the page again and again, a quarter of a second on every list. What the
   admin asks it for, the element of the side bar that scrolls, is the side bar itself. */
window.SimpleBar = { instances: { get: (bar) => ({ getScrollElement: () => bar }) } };
