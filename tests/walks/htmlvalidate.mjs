// Rules of html-validate for the printed pages: everything it recommends, less what is listed with its reason.

export default {
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // Headings have their own words as id, for links that last; HTML allows any but spaces, so that "3. What happened" may begin with a figure, and a Russian one be Russian.
    'valid-id': ['error', { relaxed: true }],
    // Pages are bytes that a reader on a frozen connection waits for: quotes, trailing slashes and optional tags are left as the printer writes them.
    'no-trailing-whitespace': 'off',
    'attr-quotes': 'off',
    // The critical CSS is in the page on purpose: an article is readable with no other request.
    'require-csp-nonce': 'off',
    // A headline may be longer than 70 characters; search engines shorten what they show by themselves.
    'long-title': 'off',
    // Live coverage that goes on is loaded anew each minute for readers without script, and says so with a link; others decide by a button.
    'meta-refresh': 'off',
    // Inline SVG and JSON-LD need none of it; scripts of other origins cannot be named under our policy anyway.
    'require-sri': 'off',
  },
};
