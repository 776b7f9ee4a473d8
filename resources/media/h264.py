"""H.264 as we write it, the same for takes and film, so that the film takes over what it need not change. No frames."""

from __future__ import annotations

from fractions import Fraction

import av
from av.codec.context import Flags

KEY_FRAME_EVERY_S = 2
REORDER_FRAMES = 2
"""How many frames a picture may be sent before it is shown, with three B frames and a pyramid as x264 builds it."""
_X264_PARAMETERS = {
    # Groups of pictures can be decoded and joined alone, whatever their quality.
    "open-gop": "0",
    "stitchable": "1",
    # x264's macroblock tree reads memory that it never set at some widths (848, 854, not 1280): equal frames then
    # gave unequal files. Without it crf 22 looks as crf 20 did.
    "mbtree": "0",
    # Measured on drawn frames at 720p: the rest takes a third of veryfast's time away for 0.1 dB and 4 % more bytes.
    "subme": "1",
    "partitions": "i4x4,i8x8",
    "weightp": "0",
    "b-adapt": "0",
    "scenecut": "0",
    "rc-lookahead": "0",
}
_BT709 = 1
_LIMITED_RANGE = 1
_START_CODE = b"\x00\x00\x00\x01"
_LENGTH_BYTES = 4
_NAL_TYPE = 0x1F
_IDR, _SEQUENCE, _PICTURE = 5, 7, 8


def encoder_options(crf: int) -> dict[str, str]:
    """Options of libx264, in one thread: threads would change the bytes with the number of cores.

    Args:
        crf: Quality; lower is better and larger. 22 cannot be told from the drawing at a glance (46-50 dB).
    """
    parameters = ":".join(f"{name}={value}" for name, value in _X264_PARAMETERS.items())
    return {"preset": "veryfast", "crf": str(crf), "threads": "1", "forced-idr": "1", "x264-params": parameters}


def prepare(context: av.VideoCodecContext, size: tuple[int, int], fps: int) -> None:
    """Set up an encoder for BT.709 pictures of one size.

    Colours are tagged on the context: given as stream options they were measured not to arrive.

    Args:
        context: Made with `encoder_options`, not yet open.
        size: Width and height, even.
        fps: Pictures a second; also the time base of what comes out.
    """
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.framerate = Fraction(fps)
    context.time_base = Fraction(1, fps)
    context.gop_size = KEY_FRAME_EVERY_S * fps
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED_RANGE


def new_encoder(size: tuple[int, int], fps: int, crf: int) -> av.VideoCodecContext:
    """An encoder outside of any file, whose packets `av.Packet` hold start codes and no parameter sets."""
    context = av.CodecContext.create("libx264", "w")
    if not isinstance(context, av.VideoCodecContext):
        raise TypeError(f"libx264 is no video encoder but {type(context).__name__}")
    context.options = encoder_options(crf)
    prepare(context, size, fps)
    context.flags |= Flags.global_header
    return context


def parameter_sets(extradata: bytes | None) -> frozenset[bytes]:
    """The sequence and picture parameter sets of a stream, from either form in which they are stored.

    Two streams whose sets are equal decode alike: size, colour, reference frames, reordering.
    """
    if not extradata:
        return frozenset()
    units = _of_record(extradata) if extradata[0] == 1 else _between_start_codes(extradata)
    return frozenset(unit for unit in units if unit[0] & _NAL_TYPE in (_SEQUENCE, _PICTURE))


def _between_start_codes(stream: bytes) -> list[bytes]:
    return [unit.rstrip(b"\x00") for unit in stream.split(b"\x00\x00\x01") if unit.strip(b"\x00")]


def _of_record(record: bytes) -> list[bytes]:
    """Units of an `avcC` record (ISO/IEC 14496-15, 5.3.3.1): sequence sets, then picture sets, each with its length."""
    units, at = [], 5
    for _ in range(2):
        count, at = int.from_bytes(record[at : at + 1], "big") & 0x1F, at + 1
        for _ in range(count):
            length = int.from_bytes(record[at : at + 2], "big")
            units.append(record[at + 2 : at + 2 + length])
            at += 2 + length
    return [unit for unit in units if unit]


def with_start_codes(packet: bytes) -> bytes:
    """A packet as mp4 stores it, in the form that an encoder gives; parameter sets in it are left out.

    Raises:
        ValueError: The lengths in it do not add up.
    """
    units = _units(packet)
    return b"".join(_START_CODE + unit for unit in units if unit[0] & _NAL_TYPE not in (_SEQUENCE, _PICTURE))


def starts_afresh(packet: bytes) -> bool:
    """True for a packet of an mp4 file that needs no picture before it (IDR). Raises `ValueError` like the above."""
    return any(unit[0] & _NAL_TYPE == _IDR for unit in _units(packet))


def _units(packet: bytes) -> list[bytes]:
    units, at = [], 0
    while at < len(packet):
        length = int.from_bytes(packet[at : at + _LENGTH_BYTES], "big")
        at += _LENGTH_BYTES
        if not 0 < length <= len(packet) - at:
            raise ValueError(f"a unit of {length} bytes in a packet of {len(packet)}")
        units.append(packet[at : at + length])
        at += length
    return units
