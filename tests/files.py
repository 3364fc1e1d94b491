"""Files of every kind, made here: whole, broken, and hostile."""

import io
import struct
import zipfile
import zlib

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def a_zip(parts, *, level=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def a_docx(text="Underlag", *, runs=(), main=MAIN, **parts):
    """`runs`: a further paragraph cut in these pieces. `parts`: more of it, by name with / as __ and . as _dot_."""
    pieces = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:p>{pieces}</w:p>"
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return a_zip(
        {
            "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": "<Relationships/>",
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            **more,
        }
    )


def an_xlsx(*cells, **parts):
    rows = "".join(f"<row><c><v>{cell}</v></c></row>" for cell in cells)
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return a_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}"/>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>',
            **more,
        }
    )


def a_pptx(text="Bild"):
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return a_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{SLIDES}"/>',
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{drawing}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>',
        }
    )


def an_odt(text="Text", **parts):
    more = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    body = f"<office:body><office:text><text:p>{text}</text:p></office:text></office:body>"
    return a_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{OFFICE}" xmlns:text="{TEXT}">{body}</office:document-content>',
            "META-INF/manifest.xml": "<manifest/>",
            **more,
        }
    )


def a_png(width=2, height=2):
    def part(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    lines = zlib.compress(b"".join(b"\0" + b"\x20\x80\x60" * min(width, 64) for _ in range(min(height, 64))))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", lines) + part(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\0" * 40 + b"\xff\xd9"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PROTECTED = OLD_WORD + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
