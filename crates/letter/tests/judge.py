"""Reads letters and checks their signatures with programs that are not ours. Arguments: a folder with NAME.eml, NAME.json and dns.json."""

import email
import email.policy
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
work = sys.argv[2]
faults = []
checked = 0

if work == "dkim":
    import dkim

    dns = json.loads((folder / "dns.json").read_text())

    def lookup(name, timeout=5):
        name = name.decode() if isinstance(name, bytes) else name
        text = dns.get(name.rstrip("."))
        return text.encode() if text else None

    for file in sorted(folder.glob("*.eml")):
        raw = file.read_bytes()
        count = raw.split(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
        for index in range(count):
            checked += 1
            if not dkim.DKIM(raw).verify(idx=index, dnsfunc=lookup):
                faults.append(f"{file.stem}: signature {index} is not good")
        for needle, instead in ((b"\r\nSubject: ", b"\r\nSubject: x"), (b"From: ", b"From: <evil@example.net>\r\nFrom: "), (b"List-Unsubscribe: ", b"List-Unsubscribe: <https://e.example>\r\nList-Unsubscribe: ")):
            changed = raw.replace(needle, instead, 1)
            if changed == raw:
                continue
            for index in range(count):
                checked += 1
                try:
                    good = dkim.DKIM(changed).verify(idx=index, dnsfunc=lookup)
                except dkim.DKIMException:
                    good = False
                if good:
                    faults.append(f"{file.stem}: signature {index} still holds after {instead!r}")
        for index in range(count):
            checked += 1
            if dkim.DKIM(raw[:-5] + b"x" + raw[-5:]).verify(idx=index, dnsfunc=lookup):
                faults.append(f"{file.stem}: signature {index} still holds over another body")
else:
    for file in sorted(folder.glob("*.eml")):
        expected = json.loads(file.with_suffix(".json").read_text())
        letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        found = {
            "subject": str(letter["Subject"]),
            "name": letter["From"].addresses[0].display_name,
            "from": letter["From"].addresses[0].addr_spec,
            "to": letter["To"].addresses[0].addr_spec,
            "messageId": str(letter["Message-ID"]),
            "text": letter.get_body(("plain",)).get_content(),
            "html": letter.get_body(("html",)).get_content(),
        }
        for part in [letter, *letter.walk()]:
            if part.defects:
                faults.append(f"{file.stem}: {part.defects}")
        for key, value in found.items():
            checked += 1
            value = value.replace("\r\n", "\n")
            if value != expected[key]:
                faults.append(f"{file.stem}: {key} is {value!r} and not {expected[key]!r}")

for fault in faults:
    print(fault[:2000])
print(f"{checked} checked")
sys.exit(bool(faults) or not checked)
