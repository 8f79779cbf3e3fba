/* Scrollbars are the browser's own. This takes the place of the library that draws others in the
   admin: it measured the page again and again, a quarter of a second on every list. */
