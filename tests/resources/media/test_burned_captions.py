"""Caption sprites: any script, any ratio, always inside the picture's safe area."""

from __future__ import annotations

import time

import numpy as np
import pytest

from resources.media.captions import TITLE_SAFE, caption_font, caption_sprite, draw_caption, printable, wrap

LONG_ENGLISH = "I told you: the lighthouse keeper never, ever sleeps on a Tuesday, and he will not begin tonight."
LONG_CHINESE = "夫人，我没有！我真的没有偷您的账本，昨天晚上我一直在厨房里煮粥，王大厨可以替我作证。"


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720), (160, 90)])
@pytest.mark.parametrize("text", ["Hm.", LONG_ENGLISH, LONG_CHINESE, "W" * 300])
def test_stays_inside_the_safe_area(size, text):
    """Guards against text that runs off the screen, in every ratio."""
    width, height = size
    left, top, right, bottom = draw_caption(text, "钱夫人", width, height).getbbox() or (0, 0, 0, 0)
    outline = 0.01 * width + 2
    assert left >= width * (1 - TITLE_SAFE) / 2 - outline
    assert right <= width * (1 + TITLE_SAFE) / 2 + outline
    assert bottom <= height * (1 + TITLE_SAFE) / 2 + outline
    assert top > 0


@pytest.mark.parametrize("text", [LONG_ENGLISH, LONG_CHINESE])
def test_wraps_by_measure_and_loses_nothing(text):
    """Guards against lost words and against lines that begin with a comma."""
    font = caption_font(40)
    lines = wrap(text, font, 600)
    assert len(lines) > 1
    assert all(font.getlength(line) <= 600 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。！,.!" for line in lines)


def test_two_lines_are_balanced():
    """Guards against a caption whose second line is one lonely word."""
    alpha = np.asarray(draw_caption("And then it was over, thank the good heavens.", "", 720, 1280))[..., 3]
    rows = np.flatnonzero(alpha.any(axis=1))
    middle = (rows[0] + rows[-1]) // 2
    widths = [np.ptp(np.flatnonzero(half.any(axis=0))) for half in (alpha[:middle], alpha[middle:])]
    assert min(widths) > 0.7 * max(widths)


@pytest.mark.parametrize("text", ["😀", "", " \n\t", "‍️", "\x00\x07", "龘 ok ﷽", "مرحبا"])
def test_a_sign_without_a_glyph_never_crashes(text):
    """Guards a film that fails in its last step because somebody typed an emoji."""
    assert (caption_sprite(text, text, 320, 180) is None) == (not printable(text).strip())


def test_what_is_printed():
    """Guards the vendored font: Western, Chinese of both scripts and kana are drawn, emoji vanish, letters do not."""
    text = "Zoë Dupré — “你好”，憂鬱的臺灣烏龜 カナ"
    assert printable(text) == text
    assert printable("Čapek Łódź") == "Capek Lódz"
    assert printable("ha 😀 ha") == "ha ha"
    assert printable("अ") == "□"


def test_white_text_with_dark_outline_lies_over_the_picture():
    """Guards legibility on any ground, and that the picture around stays untouched."""
    planes = np.full((270, 320), 128, np.uint8)
    sprite = caption_sprite("HELLO", "Tom", 320, 180)
    assert sprite is not None
    sprite.lay_over(planes)
    assert planes[:180].max() > 225
    assert planes[:180].min() < 30
    assert (planes[: sprite.top] == 128).all()
    red_difference = planes[180:].reshape(2, 90, 160)[1]
    assert red_difference.max() > 160


def test_a_caption_is_cheap_enough():
    """Guards the speed of the cut: drawing once and laying over a 720p frame must not cost more than encoding."""
    sprite = caption_sprite("你这小蹄子，竟敢偷我的账本！", "钱夫人", 1280, 720)
    assert sprite is not None
    planes = np.full((1080, 1280), 128, np.uint8)
    start = time.process_time()
    for _ in range(20):
        sprite.lay_over(planes)
    assert (time.process_time() - start) / 20 < 0.03
