"""Reports: each makes text of a `Surface` or a `Scan`, and touches neither disk nor terminal.

escape.py     what may reach a terminal; paths as URIs
written.py    values as text: `${Table.Arn}`
documents.py  the JSON documents `stockade/map@1` and `stockade/scan@1` as types
as_json.py    making them
sarif.py      SARIF 2.1.0
mermaid.py    the attack surface as a picture
canvas.py     rich, set up: width, colours
map_text.py scan_text.py rules_text.py   for people
schemas.py    the JSON Schemas of the documents
"""
