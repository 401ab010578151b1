"""Reads letters and checks their signatures with programs that are not ours. Arguments: a folder with NAME.eml, NAME.json and dns.json."""

import email
import email.policy
import json
import pathlib
import subprocess
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

    def is_good(raw, index):
        try:
            return dkim.DKIM(raw).verify(idx=index, dnsfunc=lookup)
        except dkim.DKIMException:
            return False

    def changes(raw):
        yield raw.replace(b"\r\nSubject: ", b"\r\nSubject: x", 1)
        yield raw.replace(b"One-Click", b"Two-Click", 1)
        yield raw[:-5] + b"x" + raw[-5:]
        # Headers that somebody adds above or below the ones that were signed.
        for added in (b"From: <evil@example.net>", b"Subject: x", b"Reply-To: <evil@example.net>", b"List-Unsubscribe: <https://evil.example>", b"Cc: <evil@example.net>"):
            yield added + b"\r\n" + raw
            yield raw.replace(b"\r\n\r\n", b"\r\n" + added + b"\r\n\r\n", 1)

    for file in sorted(folder.glob("*.eml")):
        raw = file.read_bytes()
        count = raw.split(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
        if count != 2:
            faults.append(f"{file.stem}: {count} signatures")
        for index in range(count):
            checked += 1
            if not is_good(raw, index):
                faults.append(f"{file.stem}: signature {index} is not good")
            for number, changed in enumerate(changes(raw)):
                checked += 1
                if changed == raw or is_good(changed, index):
                    faults.append(f"{file.stem}: signature {index} holds after change {number}")
elif work == "opendkim":
    # The daemon's own test mode takes public keys from a file. opendkim-testmsg has no such option: to verify it asks DNS, which a test must not need.
    keys, conf, letter = (folder / name for name in ("keys", "conf", "letter"))
    keys.write_text("".join(f"{name} {text}\n" for name, text in json.loads((folder / "dns.json").read_text()).items()))
    conf.write_text(f"Mode v\nTestPublicKeys {keys}\n")
    for file in sorted(folder.glob("*.eml")):
        raw = file.read_bytes()
        for written, verdict in ((raw, "dkim=pass"), (raw.replace(b"One-Click", b"Two-Click", 1), "dkim=fail")):
            checked += 1
            letter.write_bytes(written)
            told = subprocess.run(["opendkim", "-x", conf, "-t", letter, "-vv"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if verdict not in told.stdout.decode(errors="replace"):
                faults.append(f"{file.stem}: not {verdict}: {told.stdout!r}")
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
