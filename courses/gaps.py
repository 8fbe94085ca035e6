"""How gaps are written in the text of a question."""

import re

GAP = re.compile(r"\[\[(\d{1,2})\]\]")
