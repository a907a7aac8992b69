"""What a photo of a test seems to show stands beside it, and answers nothing by itself."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter
from tests.reports.conftest import signed_in

from wanjia.people.models import Photo
from wanjia.reports.models import Answer
from wanjia.reports.test_photos.reader import look_at, read_test_photo, read_window

RED, PALE = (190, 60, 90), (222, 190, 198)


def drawn(*lines):
    """A test's window with lines at these parts of its length."""
    picture = Image.new("RGB", (150, 360), (205, 202, 200))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((45, 40, 105, 320), fill=(235, 228, 228), outline=(150, 148, 148))
    for place, colour in lines:
        pen.rectangle((47, 360 * place - 5, 103, 360 * place + 5), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1.5))


def on_a_table(window):
    """A photo of a whole test that lies a little turned on a table."""
    table, case = Image.new("RGB", (900, 1200), (120, 90, 60)), (236, 236, 238)
    test = Image.new("RGB", (260, 760), case)
    test.paste(window, (55, 120))
    table.paste(test, (300, 200))
    return table.rotate(8, fillcolor=(120, 90, 60))


def jpeg(picture):
    out = BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def test_two_lines_are_never_read_as_one():
    for second in (RED, PALE):
        window = drawn((0.35, RED), (0.58, second))
        for picture in (window, window.rotate(180), window.rotate(90, expand=True)):
            assert read_window(picture).result in ("positive", "faint")
        assert look_at(on_a_table(window)).result not in ("negative", "invalid")


def test_one_line_is_no_positive_and_none_is_no_negative():
    assert read_window(drawn((0.35, RED))).result != "positive"
    assert read_window(drawn()).result in ("invalid", "unsure", "other")


def test_a_picture_of_something_else_is_no_test():
    table = Image.linear_gradient("L").convert("RGB").resize((900, 1200))
    seen = look_at(table)
    assert (seen.result, seen.strip) == ("other", b"")
    with pytest.raises(OSError, match="cannot identify"):
        read_test_photo(b"no picture")


@pytest.mark.both
@pytest.mark.django_db
def test_the_officer_sees_the_hint_and_the_strip_and_nothing_is_answered(
    community, morning, people
):
    desk = signed_in(community, "desk")
    path = f"/rounds/{morning.id}/doors/{people[0].dwelling_id}/"
    data = jpeg(on_a_table(drawn((0.35, RED), (0.58, RED))))
    file = SimpleUploadedFile("a.jpg", data, "image/jpeg")
    assert desk.post(path, {"photo": file, "photo_id": str(uuid4())}).status_code == 302
    kept = Photo.objects.get()
    look = f"/tests/photos/{kept.id}/"
    assert look in desk.get(path).content.decode()
    page = desk.get(look)
    assert page["Cache-Control"] == "no-store"
    assert "不会自动填报" in page.content.decode()
    part = desk.get(look, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    strip = desk.get(f"{look}strip.jpg")
    assert (strip["Content-Type"], strip["Cache-Control"]) == ("image/jpeg", "no-store")
    assert not Answer.objects.exists()
    kept.data = b"broken"
    kept.save(update_fields=["data"])
    assert "看不清" in desk.get(look).content.decode()
    assert desk.get(f"{look}strip.jpg").status_code == 404
