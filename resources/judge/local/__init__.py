"""The local reviewer: measures a clip without a model, a key or a network. It judges no meaning."""

from resources.judge.local.judge import LocalJudge

__all__ = ["LocalJudge"]
