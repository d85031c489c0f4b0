"""The frame of the pages that a teacher reads: one file, no script, nothing from elsewhere."""

from html import escape

STYLE = """\
body { font-family: sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { text-align: left; padding: 0.3rem 0.8rem; border-bottom: 1px solid #ccc }
td.number, th.number { text-align: right }
pre { margin: 0; overflow-x: auto; font-size: 0.85rem; line-height: 1.35 }
pre mark { background: #ffe9b3 }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem }
summary { cursor: pointer; padding: 0.3rem 0 }
img { max-width: 100% }
"""


def page(title: str, body: str) -> str:
    """A whole HTML page; nothing in it can run or load anything but pictures of its own."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{body}</body></html>\n"
    )


def table(head: list[str], rows: list[list[str]]) -> str:
    """An HTML table of plain texts; what looks like a number stands on the right."""
    lines = [_row("th", head), *(_row("td", row) for row in rows)]
    return f"<table>\n{''.join(lines)}</table>\n"


def _row(tag: str, texts: list[str]) -> str:
    cells = "".join(f"<{tag}{_side(text)}>{escape(text)}</{tag}>" for text in texts)
    return f"<tr>{cells}</tr>\n"


def _side(text: str) -> str:
    number = text.strip("%").replace(".", "").replace(",", "").isdigit()
    return ' class="number"' if number else ""
