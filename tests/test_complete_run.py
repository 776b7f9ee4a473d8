"""A run that must be complete: what was left out counts as failed."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]
LEFT_OUT = """
import pytest

def test_wants_a_browser():
    pytest.skip("no Chromium on this machine")
"""
LEFT_OUT_WHOLE = """
import pytest
pytest.importorskip("a_library_that_is_not_there")
"""


def test_a_skip_fails_where_nothing_may_be_left_out(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CI would be green for months with a browser, a database or a vendor's SDK missing on its machine."""
    pytester.makepyfile(test_one=LEFT_OUT, test_two=LEFT_OUT_WHOLE)
    options = ("-p", "complete_run", "-p", "no:cacheprovider", "--continue-on-collection-errors")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("SPARK_VIDEO_COMPLETE_TESTS", raising=False)
    pytester.runpytest_inprocess(*options).assert_outcomes(skipped=2)
    monkeypatch.setenv("SPARK_VIDEO_COMPLETE_TESTS", "1")
    refused = pytester.runpytest_inprocess(*options)
    refused.assert_outcomes(failed=1, errors=1)
    refused.stdout.fnmatch_lines(["*left out of a complete run*no Chromium*"])
