#!/usr/bin/env python3
"""Prints paths of articles, spread over the months of the archive, as the sitemaps list them."""

import random
import re
import ssl
import sys
import urllib.request

if len(sys.argv) != 3 or sys.argv[1].startswith("-"):
    sys.exit(__doc__ + "\n\n  paths.py SITE HOW_MANY")
site, wanted = sys.argv[1], int(sys.argv[2])
context = ssl._create_unverified_context()


def locations(path):
    xml = urllib.request.urlopen(site + path, timeout=60, context=context).read().decode()
    return ["/".join(found.split("/")[3:]) for found in re.findall(r"<loc>([^<]+)</loc>", xml)]


months = [path for path in locations("sitemap.xml") if re.search(r"sitemap/\d{4}-\d\d", path)]
rng = random.Random(1)
each = max(1, -(-wanted // max(len(months), 1)))
paths = []
for month in months:
    of_month = [path for path in locations(month) if re.match(r"\d{4}/\d\d/\d\d/", path)]
    paths += rng.sample(of_month, min(each, len(of_month)))
rng.shuffle(paths)
if not paths:
    sys.exit("the sitemaps list no article")
print("\n".join(paths[:wanted]))
