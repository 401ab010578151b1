// Reads letters with mailparser. Argument: a folder with NAME.eml and NAME.json.
const fs = require("fs");
const path = require("path");
const { simpleParser } = require("mailparser");

(async () => {
  const folder = process.argv[2];
  let faults = 0;
  let checked = 0;
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".eml"))) {
    const expected = JSON.parse(fs.readFileSync(path.join(folder, file.replace(".eml", ".json"))));
    const letter = await simpleParser(fs.readFileSync(path.join(folder, file)), { skipTextToHtml: true });
    const found = {
      subject: letter.subject,
      name: letter.from.value[0].name,
      from: letter.from.value[0].address,
      to: letter.to.value[0].address,
      messageId: letter.messageId,
      text: letter.text,
      html: letter.html,
      leave: letter.headers.get("list").unsubscribe.url,
    };
    for (const [key, value] of Object.entries(found)) {
      checked += 1;
      // mailparser ends a part without the line break that stood last, and trims a subject.
      const tidy = (text) => (["subject", "name"].includes(key) ? text.trim() : text.replace(/\r\n/g, "\n").replace(/\n$/, ""));
      if (tidy(value) !== tidy(expected[key])) {
        faults += 1;
        console.log(`${file}: ${key} is ${JSON.stringify(value)} and not ${JSON.stringify(expected[key])}`.slice(0, 2000));
      }
    }
  }
  console.log(`${checked} checked`);
  process.exit(faults || !checked ? 1 : 0);
})();
