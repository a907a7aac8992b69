"""Text files as offices keep them."""


def decode(data: bytes) -> str:
    """Return the text of UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030 bytes.

    Raises UnicodeDecodeError if the bytes are none of them.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
