"""The catalogues of translations: found in the source, kept as .po files by part, compiled to one .mo a language.

The English sentence in the source is the key. Every part of the product (see `sources.part_of`) has its own file
`web/locale/<language>/LC_MESSAGES/<part>.po`, so that two people translating two pages do not meet in one file.
Only Babel is needed, neither xgettext nor msgfmt. Compiled files are not committed.

    python -m hejie.web.catalogue extract [part …]   take new sentences in, drop those no longer said
    python -m hejie.web.catalogue gaps [part]        print what lacks a translation, as JSON with empty places
    python -m hejie.web.catalogue fill file.json     take such a JSON, filled in, into the catalogue files
    python -m hejie.web.catalogue compile            write the .mo files that Django reads
    python -m hejie.web.catalogue check [part]       exit 1 at a gap, a fuzzy entry or a broken placeholder
"""
