"""The agreement as a document: its text in the languages of both sides, what is signed, and how it stands.

`writing` composes the text from a case, `words` holds its sentences, `parts` reads a text back into its parts for pages
and PDF, `document` brings text, signatures and state together for a reader, `signing` signs, `pdf` sets it in type.
"""
