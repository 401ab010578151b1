// Rules of html-validate for the printed pages: everything it recommends, less what is listed with its reason.

export default {
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // Pages are bytes that a reader on a frozen connection waits for: quotes, trailing slashes and optional tags are left as the printer writes them.
    'no-trailing-whitespace': 'off',
    'attr-quotes': 'off',
    // The critical CSS is in the page on purpose: an article is readable with no other request.
    'require-csp-nonce': 'off',
    // A headline may be longer than 70 characters; search engines shorten what they show by themselves.
    'long-title': 'off',
    // Inline SVG and JSON-LD need none of it; scripts of other origins cannot be named under our policy anyway.
    'require-sri': 'off',
  },
};
